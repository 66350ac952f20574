package io.zpci.tests.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the lab's scripts and the command lie, and how they are run. */
final class Lab {
  private static final Path ROOT = root();

  private Lab() {}

  private static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here;
  }

  /** A script of tests/lab. */
  static String script(String name) {
    return ROOT.resolve("tests/lab").resolve(name).toString();
  }

  /** The command, built when it is first used. */
  static String zpci() {
    return ROOT.resolve("bin/zpci").toString();
  }

  /** A file of the lab that stands; where that is, the scripts say. */
  static Path file(String name) {
    Ran said = run("bash", "-c", ". \"$1\" && printf '%s\\n' \"$LAB\"", "bash", script("lab.bash"));
    return Path.of(said.lines().getLast()).resolve(name);
  }

  /**
   * A new folder for sockets: their paths are short, whatever the temporary folder's is. Who asked
   * for it removes it.
   */
  static Path newRun() {
    try {
      return Files.createTempDirectory(Files.createDirectories(file("run")), "t");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. How long it may take is the command's own affair. */
  static Ran run(String... words) {
    try (Running running = Running.start(words)) {
      return running.end();
    }
  }
}
