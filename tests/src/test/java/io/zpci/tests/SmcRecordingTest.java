package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.recording.Recording;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The driver and SMC-D do what two Linux guests were recorded doing: every store block with its
 * bytes, every load with its answer, every interrupt, in order.
 */
class SmcRecordingTest {
  private static Map<String, SmcRecordedRun.Phase> phases = Map.of();

  @BeforeAll
  static void run() {
    phases = SmcRecordedRun.of(Recording.read(Stacks.recording("ism-smcd-two-guests")));
  }

  private static void assertAsRecorded(String name) {
    SmcRecordedRun.Phase phase = phases.get(name);
    assertNotNull(phase, () -> "not reached: " + name);
    assertEquals(String.join("\n", phase.recorded()), String.join("\n", phase.seen()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe", "connect", "close", "shutdown"})
  void phaseIsAsRecorded(String name) {
    assertAsRecorded(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 12, 60, 124, 128, 252, 1000, 4092, 5000, 20_000, 65_000, 200_000})
  void messageIsAsRecorded(int size) {
    assertAsRecorded("message of " + size);
  }

  @Test
  void nothingOfTheRecordingIsLeftOver() {
    long recorded =
        Recording.read(Stacks.recording("ism-smcd-two-guests")).lines().stream()
            .filter(line -> List.of("pcistb", "pcilg", "irq").contains(line.text("op")))
            .count();
    assertEquals(
        recorded, phases.values().stream().mapToLong(phase -> phase.recorded().size()).sum());
  }
}
