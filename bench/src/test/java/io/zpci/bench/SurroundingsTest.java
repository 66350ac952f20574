package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a machine does beside the benchmarks. */
class SurroundingsTest {
  private static Surroundings with(double others) {
    return new Surroundings("a CPU", 4, "25", 2.9, others);
  }

  @Test
  void tooMuchElseToDoIsSaid() {
    assertFalse(with(1.0).busy());
    assertEquals("a CPU, 4 CPUs; JDK 25; load 2.9", with(1.0).describe());
    assertTrue(with(1.1).busy());
    assertEquals(
        "a CPU, 4 CPUs; JDK 25; load 2.9; 1.1 CPUs busy with something else: trust nothing of this",
        with(1.1).describe());
    assertFalse(with(-1).busy());
    assertEquals(with(1.1), with(0).beside(1.1));
  }

  @Test
  void busyIsAllButIdleAndWaiting() {
    assertEquals(1 + 2 + 4 + 32 + 64 + 128, Bystanders.busy("cpu  1 2 4 8 16 32 64 128 256 512"));
  }

  @Test
  void aProcessAndItsChildrenCountAsOurs() {
    String line = "77 (a) b) S 1 2 3 4 5 6 7 8 9 10 1000 200 30 4 20 0 1 0";
    assertEquals(1234, Bystanders.own(line));
  }

  @Test
  void thisMachineTells() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/stat")), "no /proc/stat");
    String all = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    long own = Bystanders.own(Files.readString(Path.of("/proc/self/stat")));
    // A JVM has run for some ticks before it has come here.
    assertTrue(own > 0, "own " + own);
    assertTrue(Bystanders.busy(all) >= own, all);
  }
}
