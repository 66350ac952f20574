package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is there whole or not at all. */
class OutputTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(each -> folder.relativize(each).toString())
          .toList();
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a");
    Output.write(file, out -> out.write("first"));
    Output.write(file, out -> out.write("second €"));
    assertEquals("second €", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void makesTheFolder() throws IOException {
    Output.write(folder.resolve("new/a"), out -> out.write("text"));
    assertEquals(List.of("new/a"), names());
  }

  @Test
  void failureLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("a");
    Files.writeString(file, "before");
    IOException full = new IOException("full");
    FileSystemException thrown =
        assertThrows(
            FileSystemException.class,
            () ->
                Output.write(
                    file,
                    out -> {
                      out.write("half");
                      throw full;
                    }));
    assertEquals(full, thrown.getCause());
    assertEquals(file.toString(), thrown.getFile());
    assertEquals("java.io.IOException: full", thrown.getReason());
    assertEquals("before", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void folderIsNoFile() {
    IOException thrown =
        assertThrows(IOException.class, () -> Output.write(folder, out -> out.write("x")));
    assertEquals(folder + ": it is a folder", thrown.getMessage());
  }

  @Test
  void fileInPlaceOfAFolder() throws IOException {
    Path file = folder.resolve("a");
    Files.writeString(file, "x");
    assertThrows(IOException.class, () -> Output.write(file.resolve("b"), out -> out.write("x")));
    assertEquals(List.of("a"), names());
  }
}
