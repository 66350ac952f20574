package io.zpci.blocks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The source of the plugin that QEMU loads, {@code zpci-pcistb.c}, and how it is compiled. */
public final class PluginSource {
  /** Its file name. */
  public static final String NAME = "zpci-pcistb.c";

  /** The file name of what is compiled from it. */
  public static final String LIBRARY = "zpci-pcistb.so";

  /**
   * Options for a C compiler. What QEMU has and the plugin uses stays undefined until it is loaded.
   */
  public static final List<String> OPTIONS =
      List.of("-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-fvisibility=hidden");

  private PluginSource() {}

  /**
   * Writes the source into {@code directory}, which is made where it is missing.
   *
   * @param replace whether a file of that name with another text is replaced
   * @return the source's path
   * @throws FileAlreadyExistsException where there is such a file and it is not to be replaced
   * @throws IOException where it cannot be written
   */
  public static Path unpack(Path directory, boolean replace) throws IOException {
    byte[] text = text();
    Files.createDirectories(directory);
    Path source = directory.resolve(NAME);
    if (Files.exists(source)) {
      if (Arrays.equals(text, Files.readAllBytes(source))) {
        return source;
      }
      if (!replace) {
        throw new FileAlreadyExistsException(source.toString(), null, "its text is another one");
      }
    }
    return Files.write(source, text);
  }

  private static byte[] text() throws IOException {
    try (InputStream resource = PluginSource.class.getResourceAsStream(NAME)) {
      if (resource == null) {
        throw new FileNotFoundException(
            NAME + " is missing beside " + PluginSource.class.getName());
      }
      return resource.readAllBytes();
    }
  }
}
