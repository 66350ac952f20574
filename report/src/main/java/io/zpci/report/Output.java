package io.zpci.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or not at all: it is written beside its place and moved there. */
final class Output {
  /** Writes the text of a file. */
  @FunctionalInterface
  interface Body {
    void to(Writer out) throws IOException;
  }

  private Output() {}

  /**
   * Writes {@code file}, in UTF-8, and the folders it stands in. What is no regular file, a pipe or
   * a terminal, is written to directly.
   *
   * @throws IOException where it cannot be written; a file that was there is as it was
   */
  static void write(Path file, Body body) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      try (Writer out = Files.newBufferedWriter(file)) {
        body.to(out);
      }
      return;
    }
    Path place = file.toAbsolutePath();
    if (Files.isDirectory(place)) {
      throw new IOException(file + ": is a folder, a file was expected");
    }
    Path folder = place.getParent();
    if (folder == null) {
      throw new IOException(file + ": is no file name");
    }
    Files.createDirectories(folder);
    String name = "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part";
    Path beside = folder.resolve(name);
    try {
      try (Writer out = Files.newBufferedWriter(beside)) {
        body.to(out);
      }
      Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
