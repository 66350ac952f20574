package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The libvfio-user that a person names, and what else a server on it takes. */
final class LibvfioUser {
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
   * Looks for what a server is built with.
   *
   * @throws CommandException where it is not there
   */
  static void checkCompiler(Optional<CCompiler> compiler) {
    if (compiler.isEmpty()) {
      throw CommandException.unusable("--libvfio-user: " + CCompiler.ABSENT);
    }
  }

  private static CommandException refused(Path folder, String why) {
    return CommandException.unusable("--libvfio-user: " + folder + ": " + why);
  }
}
