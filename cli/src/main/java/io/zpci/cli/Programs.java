package io.zpci.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs of a machine, by its environment, and what they say of themselves. */
final class Programs {
  /** How long a program may take to say its version. */
  private static final int SECONDS = 20;

  private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+");

  private final Map<String, String> environment;

  /** Those that {@code PATH} of {@code environment} leads to. */
  Programs(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A variable; empty where it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** The first program of these names on the PATH, in the order of the names. */
  Optional<Path> find(String... names) {
    for (String name : names) {
      for (String directory : variable("PATH").split(File.pathSeparator, -1)) {
        try {
          Path file = Path.of(directory, name);
          if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
            return Optional.of(file);
          }
        } catch (InvalidPathException e) {
          // no directory of this system
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What a program printed.
   *
   * @param exit its exit code; -1 where it cannot be run or did not end in time
   * @param said both streams
   */
  record Answer(int exit, String said) {
    /** The first version number in it; empty where there is none. */
    String version() {
      Matcher version = VERSION.matcher(said);
      return version.find() ? version.group() : "";
    }
  }

  /** Runs {@code program} without input. */
  Answer ask(String program, String... arguments) {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Path said = Files.createTempFile("zpci-doctor-", ".out");
      try {
        return ask(builder.redirectOutput(said.toFile()), said);
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      return new Answer(-1, "");
    }
  }

  private static Answer ask(ProcessBuilder builder, Path said) throws IOException {
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return new Answer(process.exitValue(), Files.readString(said, StandardCharsets.ISO_8859_1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    return new Answer(-1, "");
  }

  /**
   * Whether {@code version} is {@code least} or later, number by number: 10.1 is later than 9.2.
   *
   * @param version numbers between points; a word that is none is never enough
   */
  static boolean atLeast(String version, String least) {
    if (!VERSION.matcher(version).matches() && !version.matches("\\d+")) {
      return false;
    }
    String[] have = version.split("\\.", -1);
    String[] want = least.split("\\.", -1);
    for (int i = 0; i < want.length; i++) {
      int compared =
          Integer.compare(
              i < have.length ? Integer.parseInt(have[i]) : 0, Integer.parseInt(want[i]));
      if (compared != 0) {
        return compared > 0;
      }
    }
    return true;
  }
}
