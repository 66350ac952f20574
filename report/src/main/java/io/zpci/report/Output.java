package io.zpci.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A file that is there whole or not at all: it is written beside its place and moved there. */
final class Output {
  /** Writes the text of a file. */
  @FunctionalInterface
  interface Body {
    void to(Writer out) throws IOException;
  }

  private Output() {}

  /**
   * Writes {@code file}, in UTF-8, and makes the folders it stands in. What is no regular file, a
   * pipe or a terminal, is written to directly.
   *
   * @throws FileSystemException with the file and the reason, where it cannot be written; a file
   *     that was there is as it was
   */
  static void write(Path file, Body body) throws FileSystemException {
    if (Files.isDirectory(file)) {
      throw unwritable(file, "it is a folder", null);
    }
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        try (Writer out = writer(file)) {
          body.to(out);
        }
      } else {
        writeBeside(file.toAbsolutePath(), body);
      }
    } catch (IOException e) {
      throw unwritable(file, e.toString(), e);
    }
  }

  private static void writeBeside(Path place, Body body) throws IOException {
    Path folder = place.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    String name = "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part";
    Path beside = place.resolveSibling(name);
    try {
      try (Writer out = writer(beside)) {
        body.to(out);
      }
      Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static FileSystemException unwritable(
      Path file, String reason, @Nullable IOException cause) {
    FileSystemException unwritable = new FileSystemException(file.toString(), null, reason);
    if (cause != null) {
      unwritable.initCause(cause);
    }
    return unwritable;
  }

  /** A writer in UTF-8 that puts a question mark where a text has half a character. */
  static Writer writer(Path file) throws IOException {
    return new BufferedWriter(
        new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8), 1 << 16);
  }
}
