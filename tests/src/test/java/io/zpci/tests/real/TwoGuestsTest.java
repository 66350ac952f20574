package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two guests of one {@code zpci serve} talk SMC-D: every byte is right at both ends, and what the
 * functions saw replays on the model.
 */
@Real
class TwoGuestsTest {
  private static final String SIZES =
      "1,2,3,4,7,8,9,12,16,60,124,128,129,252,1000,4092,4096,4097,5000,16384,20000,65000,200000";
  private static final int TRANSFERS = 4;
  private static final int BYTES = 1_048_000;

  /** No block is longer than a page. */
  private static final int BLOCK = 4096;

  private static final Pattern REPLAYED =
      Pattern.compile(".*: (\\d+) operations, (\\d+) equal, 0 differ.*");

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, kernel {1} {4}, {2} CPUs, System.map: {3}")
  @CsvSource({
    "gdbstub, fixed, 1, false, ''",
    "gdbstub, fixed, 2, true, ''",
    "gdbstub, kaslr, 1, false, ''",
    "gdbstub, kaslr, 2, true, ''",
    "gdbstub, kaslr, 1, true, nokaslr",
    "plugin, fixed, 2, false, ''",
    "plugin, kaslr, 1, false, ''"
  })
  void megabytesBothWaysAreRightAndReplay(
      String blocks, String kernel, int cpus, boolean systemMap, String append) {
    Path recording = folder.resolve("served.jsonl");
    List<String> words = twoGuests(blocks, kernel);
    words.addAll(List.of("--smp", String.valueOf(cpus), "--append", append));
    words.addAll(List.of("--record", recording.toString()));
    if (systemMap) {
      Path map = Lab.file("kernel").resolve(kernel).resolve("System.map");
      words.addAll(List.of("--system-map", map.toString()));
    }

    Ran ran = Lab.run(words.toArray(String[]::new));

    assertEquals(0, ran.code(), ran::text);
    List<String> received = new ArrayList<>();
    received.addAll(
        Collections.nCopies(TRANSFERS, "a  RESULT server mode smc-d bytes " + BYTES + " wrong 0"));
    received.add("a  RESULT server done mode smc-d transfers " + TRANSFERS + " wrong 0");
    assertEquals(received, ran.lines("a  RESULT"));
    List<String> sent = ran.lines("b  RESULT");
    assertEquals(TRANSFERS + 1, sent.size(), ran::text);
    for (String line : sent.subList(0, TRANSFERS)) {
      assertTrue(
          line.startsWith("b  RESULT client mode smc-d bytes " + BYTES + " wrong 0 back 0 "), line);
    }
    assertEquals(
        "b  RESULT client done mode smc-d transfers " + TRANSFERS + " wrong 0", sent.getLast());
    assertReplays(recording, 2 * TRANSFERS * BYTES / BLOCK);
  }

  /** The recording has more than {@code least} operations, and the model answers all the same. */
  private static void assertReplays(Path recording, int least) {
    Ran ran = Lab.run(Lab.zpci(), "replay", recording.toString());
    assertEquals(0, ran.code(), ran::text);
    Matcher replayed = REPLAYED.matcher(ran.lines().getLast());
    assertTrue(replayed.matches(), ran::text);
    assertTrue(Integer.parseInt(replayed.group(1)) > least, ran::text);
    assertEquals(replayed.group(1), replayed.group(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gdbstub", "plugin"})
  void everySizeIsRight(String blocks) {
    List<String> words = twoGuests(blocks, "fixed");
    words.addAll(List.of("--sizes", SIZES));
    Ran ran = Lab.run(words.toArray(String[]::new));
    assertEquals(0, ran.code(), ran::text);
    int sizes = SIZES.split(",").length;
    assertEquals(
        "a  RESULT server done mode smc-d transfers " + sizes + " wrong 0",
        ran.lines("a  RESULT").getLast());
    assertEquals(
        "b  RESULT client done mode smc-d transfers " + sizes + " wrong 0",
        ran.lines("b  RESULT").getLast());
  }

  private static List<String> twoGuests(String blocks, String kernel) {
    return new ArrayList<>(
        List.of(Lab.script("two-guests.sh"), "--blocks", blocks, "--kernel", kernel));
  }
}
