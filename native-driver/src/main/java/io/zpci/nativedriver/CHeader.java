package io.zpci.nativedriver;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The header that drivers in C include: {@code zpci_driver.h}. */
public final class CHeader {
  /** Its file name. */
  public static final String NAME = "zpci_driver.h";

  private CHeader() {}

  /**
   * Writes the header into {@code directory}, which is made where it is missing.
   *
   * @param replace whether a file of that name with another text is replaced
   * @return the header's path
   * @throws FileAlreadyExistsException where there is such a file and it is not to be replaced
   * @throws IOException where it cannot be written
   */
  public static Path unpack(Path directory, boolean replace) throws IOException {
    byte[] text = text();
    Files.createDirectories(directory);
    Path header = directory.resolve(NAME);
    if (Files.exists(header)) {
      if (Arrays.equals(text, Files.readAllBytes(header))) {
        return header;
      }
      if (!replace) {
        throw new FileAlreadyExistsException(header.toString(), null, "its text is another one");
      }
    }
    return Files.write(header, text);
  }

  private static byte[] text() throws IOException {
    try (InputStream resource = CHeader.class.getResourceAsStream(NAME)) {
      if (resource == null) {
        throw new FileNotFoundException(NAME + " is missing beside " + CHeader.class.getName());
      }
      return resource.readAllBytes();
    }
  }
}
