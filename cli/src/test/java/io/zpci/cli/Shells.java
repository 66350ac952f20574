package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Programs that tests run as they are: shells, mandoc. */
final class Shells {
  private static final int SECONDS = 300;

  private Shells() {}

  /** Whether {@code program} is on the PATH. */
  static boolean has(String program) {
    return new Programs(System.getenv()).find(program).isPresent();
  }

  /** What a program printed, and how it ended. */
  record Said(int exit, String text) {
    List<String> lines() {
      return text.lines().toList();
    }
  }

  /** Runs a command line without input; its errors stand among what it printed. */
  static Said run(Path folder, List<String> line) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".txt");
    Process process =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    process.getOutputStream().close();
    try {
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "does not end: " + line);
    } finally {
      process.destroyForcibly();
    }
    return new Said(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  /** The same with the arguments behind one another. */
  static Said run(Path folder, String program, Object... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(program));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return run(folder, line);
  }

  /** A file of the tests' resources, unpacked into {@code folder}. */
  static Path unpacked(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = Objects.requireNonNull(Shells.class.getResourceAsStream(name), name)) {
        Files.copy(in, file);
      }
    }
    return file;
  }
}
