package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * What {@code zpci shrink} leaves of a recording as a test: it compiles, fails by the rule that the
 * recording broke, and holds where the rule is kept.
 */
class ShrunkRecordingTest {
  private static final Path TWO_GUESTS = Pages.page("tests/recordings/ism-smcd-two-guests.jsonl");

  @TempDir Path folder;

  /** What the command says beside its result; it ends with 0. */
  private static String shrink(Path recording, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("shrink", recording.toString()));
    words.addAll(List.of(args));
    int exit = Main.run(words.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    assertEquals(0, exit, err.toString());
    assertEquals("", out.toString());
    return err.toString();
  }

  private static String message(TestExecutionSummary summary) {
    assertEquals(1, summary.getTestsFailedCount());
    return String.valueOf(summary.getFailures().getFirst().getException().getMessage());
  }

  /** The page docs/shrinking.md shows that file. */
  @Test
  void oneOperationOfTwoGuestsIsATest() throws Exception {
    Path left = folder.resolve("left.jsonl");
    Path test = folder.resolve("BarRwTest.java");
    String said =
        shrink(TWO_GUESTS, "--route", "bar-rw", "--recording", "" + left, "--junit", "" + test);
    assertTrue(said.startsWith("zpci: 1 step is left after "), said);
    assertEquals(2, Files.readAllLines(left).size());
    String source = Files.readString(test);
    assertEquals(Files.readString(Pages.page("tests/src/test/resources/BarRwTest.java")), source);
    String printed = source.replace("BarRwTest", PrintedTest.NAME);
    String failed = message(PrintedTest.run(folder, printed));
    assertTrue(failed.contains("refused by qemu, qemu.pcistb.7: nothing arrived"), failed);
    assertTrue(
        failed.contains("what should hold: A block is longer than 8 bytes and a multiple of 8"),
        failed);
    String mended = printed.replace("\"bar-rw\"", "\"interpretation\"");
    assertEquals(1, PrintedTest.run(folder, mended).getTestsSucceededCount());
  }

  /** Not a prepared function: the recording stands in the test, mapping and all. */
  @Test
  void whatNeedsMappingsIsATestToo() throws Exception {
    Path recording = folder.resolve("no-sba.jsonl");
    Files.write(recording, NoSba.LINES);
    Path test = folder.resolve(PrintedTest.NAME + ".java");
    String said = shrink(recording, "--route", "lpar", "--junit", "" + test);
    assertTrue(said.startsWith("zpci: 4 steps are left after "), said);
    String source = Files.readString(test);
    String failed = message(PrintedTest.run(folder, source));
    assertTrue(failed.contains(", R-23: "), failed);
    String mended = source.replace("\"offset\":\"0x700800000\"", "\"offset\":\"0x700000000\"");
    assertEquals(1, PrintedTest.run(folder, mended).getTestsSucceededCount());
  }

  /** Steps of two functions are no sequence of one: the scenario stands in the test. */
  @Test
  void aScenarioIsATestToo() throws Exception {
    Path scenario = folder.resolve("two.yaml");
    Files.writeString(
        scenario,
        """
        scenario: 1
        title: two \\"functions\\"
        device: {model: memory, functions: 2}
        routes: [bar-rw]
        workload:
          - pcilg: {space: 15, offset: 0, length: 4}
          - pcistb: {space: 0, offset: 0x40, length: 64, function: b}
        cases:
          - {name: x, expect: [{verdict: delivered}]}
        """);
    Path test = folder.resolve(PrintedTest.NAME + ".java");
    String said = shrink(scenario, "--junit", "" + test);
    assertTrue(said.startsWith("zpci: 1 step is left after "), said);
    String source = Files.readString(test);
    String failed = message(PrintedTest.run(folder, source));
    assertTrue(failed.contains("pcistb 0 0x40 64: cut by qemu: "), failed);
    String mended = source.replace("[bar-rw]", "[interpretation]");
    assertEquals(1, PrintedTest.run(folder, mended).getTestsSucceededCount());
  }

  /** A driver that registers a DMB and never an SBA: the signal of a move has no place. */
  private static final class NoSba {
    private static final List<String> LINES =
        List.of(
            "{\"recording\":1,\"kind\":\"function-operations\",\"workload\":\"a \\\\ \\\"quoted\\\" one\","
                + "\"functions\":{\"a\":{\"gid\":\"0x1\"}}}",
            store(2, "\"0x0\"", "0000000300000008"),
            "{\"fn\":\"a\",\"op\":\"dma_map\",\"flags\":3,\"offset\":0,\"addr\":\"0x20000\",\"size\":4096}",
            store(2, "\"0x8\"", "00000000000200000000100000000020" + "0".repeat(31) + "1"),
            store(2, "\"0x0\"", "0000000a00000028"),
            "{\"fn\":\"a\",\"op\":\"ism-command\",\"cmd\":\"REG_DMB\",\"ret\":0,\"tok\":\"0x700000000\"}",
            store(0, "\"0x700000000\"", "0102030405060708"),
            store(0, "\"0x700800000\"", "01"));

    private static String store(int bar, String offset, String data) {
      return "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":%d,\"offset\":%s,\"len\":%d,\"data\":\"%s\"}"
          .formatted(bar, offset, data.length() / 2, data);
    }
  }
}
