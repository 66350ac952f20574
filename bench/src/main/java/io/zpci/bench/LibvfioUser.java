package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The libvfio-user that a person names, and what else a server on it takes. */
final class LibvfioUser {
  /** Runs a server on one core. */
  private static final String TASKSET = "taskset";

  private LibvfioUser() {}

  /**
   * Looks whether {@code folder} is one that was built.
   *
   * @throws CommandException where it is not
   */
  static void check(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw refused(folder, "there is no such folder");
    }
    for (String file : List.of("include/libvfio-user.h", "build/lib/libvfio-user.so")) {
      if (!Files.isReadable(folder.resolve(file))) {
        throw refused(folder, file + " is not there: a built libvfio-user was expected");
      }
    }
  }

  /**
   * Looks for the programs that it takes to build a server and to run it.
   *
   * @throws CommandException where one is not there
   */
  static void checkTools() {
    checkTools(CCompiler.find().isPresent(), System.getenv().getOrDefault("PATH", ""));
  }

  /** The same with or without a compiler, and with this {@code PATH}. */
  static void checkTools(boolean compiler, String path) {
    if (!compiler) {
      throw CommandException.unusable("--libvfio-user: " + CCompiler.ABSENT);
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, TASKSET))) {
        return;
      }
    }
    throw CommandException.unusable("--libvfio-user: no " + TASKSET + " on the PATH");
  }

  private static CommandException refused(Path folder, String why) {
    return CommandException.unusable("--libvfio-user: " + folder + ": " + why);
  }
}
