package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.IssuedOperations;
import io.zpci.machine.Replayers;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recording of the real stack that stands here is what the model does. */
class RecordingsTest {
  /** Lines compared or issued, by recording: a recording that loses lines is noticed. */
  private static final Map<String, Integer> OPERATIONS =
      Map.of(
          "ism-probe-event-unbind", 59,
          "ism-smcd-two-guests", 598,
          "ism-vfio-pci-blocks", 138,
          "ism-vfio-pci-under-qemu", 69,
          "memcpy-linux-7.2", 40,
          "qemu-instructions", 500,
          "split-linux-5.10", 40,
          "split-linux-7.2", 40,
          "vfio-pci-split", 296,
          "vfio-user-smcd-two-guests", 638);

  static List<Path> recordings() {
    try (Stream<Path> files = Files.list(Stacks.root().resolve("tests/recordings"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void replaysWithoutADifference(Path file) {
    Comparison comparison = Replayers.replay(Recording.read(file));
    assertEquals(List.of(), comparison.differences());
    assertEquals(comparison.operations(), comparison.equal());
    assertEquals(OPERATIONS.get(name(file)), comparison.operations());
  }

  @Test
  void allKindsAreThere() {
    assertEquals(
        OPERATIONS.keySet().stream().sorted().toList(),
        recordings().stream().map(RecordingsTest::name).toList());
    assertEquals(
        Replayers.all().stream()
            .map(replayer -> replayer.kind())
            // written by the model itself, not taken from the real stack
            .filter(kind -> !kind.equals(IssuedOperations.KIND))
            .sorted()
            .toList(),
        recordings().stream()
            .map(file -> Recording.read(file).kind())
            .distinct()
            .sorted()
            .toList());
  }

  @Test
  void whatIsLeftOutIsCounted() {
    Comparison comparison = Replayers.replay(Recording.read(Stacks.recording("vfio-pci-split")));
    assertEquals(Map.of("cfg", 15, "irq", 6), comparison.leftOut());
    assertTrue(comparison.same());
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".jsonl", "");
  }
}
