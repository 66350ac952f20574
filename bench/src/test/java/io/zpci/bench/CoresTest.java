package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thread stays on the core that it is given, and so does what it starts. */
class CoresTest {
  private static final Pattern ALLOWED = Pattern.compile("Cpus_allowed_list:\\s*(\\S+)");

  @BeforeAll
  static void linux() {
    assumeTrue(Files.exists(Path.of("/proc/thread-self/status")), "no Linux");
  }

  private static String kernelSays(String status) {
    Matcher line = ALLOWED.matcher(status);
    assertEquals(true, line.find(), status);
    return line.group(1);
  }

  @Test
  void aPinnedThreadHasOneCoreAndThenAllItHad() throws IOException {
    List<Integer> before = Cores.allowed();
    for (int core : List.of(before.getFirst(), before.getLast())) {
      try (Cores.Pinned _ = Cores.pin(core)) {
        assertEquals(List.of(core), Cores.allowed());
        assertEquals(
            Integer.toString(core),
            kernelSays(Files.readString(Path.of("/proc/thread-self/status"))));
      }
      assertEquals(before, Cores.allowed());
    }
  }

  @Test
  void aProcessStaysWhereItWasStarted() throws IOException {
    int core = Cores.allowed().getLast();
    Process process;
    try (Cores.Pinned _ = Cores.pin(core)) {
      process = new ProcessBuilder("cat", "/proc/self/status").start();
    }
    try (var said = process.getInputStream()) {
      assertEquals(
          Integer.toString(core),
          kernelSays(new String(said.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }
}
