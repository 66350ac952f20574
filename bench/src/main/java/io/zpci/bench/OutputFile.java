package io.zpci.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written whole or not at all: what stands there stays until all of the new is
 * written.
 */
final class OutputFile {
  private final Path file;

  private OutputFile(Path file) {
    this.file = file;
  }

  /**
   * The file at {@code path}, which can be written as far as that is known beforehand.
   *
   * @throws CommandException where it cannot
   */
  static OutputFile at(Path path) {
    Path file = path.toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw CommandException.unusable("--json: " + path + ": is a folder; a file was expected");
    }
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandException.unusable("--json: " + path + ": there is no folder " + folder);
    }
    OutputFile output = new OutputFile(file);
    try {
      if (Files.exists(file) && !Files.isWritable(file)) {
        throw CommandException.unusable("--json: " + path + ": cannot be written");
      }
      if (!output.isDevice()) {
        // The system itself knows best whether a file can be made there.
        Path beside = output.beside();
        Files.writeString(beside, "", StandardOpenOption.CREATE_NEW);
        Files.delete(beside);
      }
    } catch (IOException e) {
      throw CommandException.unusable(
          "--json: " + path + ": cannot be written: " + CommandException.why(e));
    }
    return output;
  }

  /** Puts {@code text} there. */
  void write(String text) throws IOException {
    if (isDevice()) {
      Files.writeString(file, text);
      return;
    }
    // A link stays one.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path beside = beside();
    try {
      Files.writeString(beside, text, StandardOpenOption.CREATE_NEW);
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** A pipe or a terminal: nothing to be replaced. */
  private boolean isDevice() {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private Path beside() throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file;
    return target.resolveSibling(
        "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
  }
}
