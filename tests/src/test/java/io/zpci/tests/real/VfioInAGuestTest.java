package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.function.MemoryFunction;
import io.zpci.linux.LinuxVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest's own vfio drivers on the served memory device: what its kernel and QEMU make of each
 * pread and pwrite is what the model of that kernel below that QEMU makes of it.
 */
@Real
class VfioInAGuestTest {
  @TempDir Path folder;

  @Test
  void splitterIsTheModels() throws IOException {
    Ran guest = accesses("vfio-pci", List.of("bar0", "msix"), 4, 0);
    assertEquals(
        List.of("OP 1 r 7 0 256 -> 256 0 361b0500"),
        guest.lines("OP 1 r 7 0 256").stream()
            .map(line -> line.substring(0, line.indexOf("361b0500") + 8))
            .toList());
    assertEquals(
        List.of("OP 1 i 2 4 -> 0 0", "OP 2 d 2 -> 0 0", "OP 3 i 1 1 -> 0 0", "OP 4 d 1 -> 0 0"),
        guest.lines("OP ").stream().filter(line -> line.matches("OP \\d [id] .*")).toList());
    assertEquals(List.of("OP 5 s -> 0 0"), guest.lines("OP 5 s"));
  }

  @Test
  void blocksOfTheVariantDriverAreTheModels() throws IOException {
    accesses("ism-vfio-pci", List.of("ismv"), 7, 0x80);
  }

  /** Runs the guest's test named like the driver, and compares its {@code sections}. */
  private Ran accesses(String driver, List<String> sections, int markRegion, long markOffset)
      throws IOException {
    String host = modelOf(Files.readString(Lab.file("kernel/fixed/release")).strip());
    Path transcript = folder.resolve("served.jsonl");
    Ran guest;
    try (Served served = new Served("memory", "split", 1, "--trace", transcript.toString())) {
      guest = served.good(0, driver);
      served.end();
    }
    Path recording = folder.resolve("accesses.jsonl");
    int operations =
        ServedAccesses.write(
            recording,
            host,
            driver,
            MemoryFunction.memory().facts(),
            sections,
            guest,
            transcript,
            markRegion,
            markOffset);
    assertTrue(operations > 100, "operations " + operations);
    Ran ran = Lab.run(Lab.zpci(), "replay", recording.toString());
    assertEquals(0, ran.code(), ran::text);
    assertEquals(
        recording + ": " + operations + " operations, " + operations + " equal, 0 differ",
        ran.lines().getLast());
    return guest;
  }

  /** linux-7.2 for 7.2.12. */
  private static String modelOf(String release) {
    String[] numbers = release.split("\\.");
    String name = "linux-" + numbers[0] + "." + numbers[1].replaceAll("\\D.*", "");
    assumeTrue(LinuxVersion.named(name).isPresent(), "the model has no " + name);
    return name;
  }
}
