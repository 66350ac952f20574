package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Shrinker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingShrinkTest {
  private static final String HEADER =
      """
      {"recording":1,"kind":"function-operations","functions":{"a":{"gid":"0x1"},"b":{"gid":"0x2"}}}\
      """;

  /** A owns a DMB that b may write, but never registered an SBA: b's signal is lost. */
  private static final List<String> NO_SBA =
      List.of(
          HEADER,
          line("a", "reset", ""),
          line("b", "reset", ""),
          store("a", 2, 0, "0000000300000008"),
          line("a", "dma_map", ",\"flags\":3,\"offset\":0,\"addr\":\"0x10000\",\"size\":4096"),
          line("a", "dma_map", ",\"flags\":3,\"offset\":4096,\"addr\":\"0x20000\",\"size\":4096"),
          store(
              "a",
              2,
              8,
              "0000000000010000" + "00001000" + "00000020" + "00".repeat(8) + "0000000000000002"),
          store("a", 2, 0, "0000000a00000028"),
          "{\"fn\":\"a\",\"op\":\"ism-command\",\"cmd\":\"REG_DMB\",\"ret\":0,\"tok\":\"0x500000000\"}",
          line("a", "pcilg", ",\"bar\":2,\"offset\":0,\"len\":8,\"data\":\"0000000a00000010\""),
          store("b", 2, 0, "0000000300000008"),
          store("b", 0, 0x5_0000_0010L, "0102"),
          store("b", 0, 0x5_0080_0000L, "fe"),
          store("b", 0, 0x5_0080_0000L, "fe"));

  @TempDir Path folder;

  private static String line(String function, String op, String rest) {
    return "{\"fn\":\"" + function + "\",\"op\":\"" + op + "\"" + rest + "}";
  }

  private static String store(String function, int bar, long offset, String hex) {
    return line(
        function,
        "pcistb",
        ",\"bar\":"
            + bar
            + ",\"offset\":"
            + offset
            + ",\"len\":"
            + hex.length() / 2
            + ",\"data\":\""
            + hex
            + "\"");
  }

  private RecordingShrink shrink(String route, List<String> lines) throws IOException {
    Path file = folder.resolve("recording.jsonl");
    Files.write(file, lines);
    return new RecordingShrink(
        Routes.named(route).orElseThrow(), Stack.newest(), Recording.read(file));
  }

  @Test
  void mappingsStayWhereTheyAreNeeded() throws IOException {
    RecordingShrink shrink = shrink("interpretation", NO_SBA);
    RecordingRunner.Failed failed = shrink.first(any -> true);
    assertNotNull(failed);
    assertEquals(13, failed.line());
    FailureSignature signature = failed.failure().signature();
    assertEquals("R-23", signature.rule());
    RecordingShrink.Shortest shortest = shrink.shrink(signature, Shrinker.RUNS);
    assertEquals(
        List.of(HEADER, NO_SBA.get(4), NO_SBA.get(6), NO_SBA.get(7), NO_SBA.get(8), NO_SBA.get(12)),
        shortest.lines());
    assertEquals(13, shortest.failed().line());
    assertEquals(2, shortest.failed().failure().index());
    assertTrue(shortest.shrunk().minimal());
    // what is left is a recording with the same failure
    RecordingRunner.Failed again =
        shrink("interpretation", shortest.lines()).first(signature::equals);
    assertEquals(6, again == null ? 0 : again.line());
  }

  @Test
  void anotherFailureMayBeWanted() throws IOException {
    RecordingShrink shrink = shrink("ism-vfio-pci", NO_SBA);
    RecordingRunner.Failed failed = shrink.first(each -> "R-08".equals(each.rule()));
    assertNotNull(failed);
    assertEquals(7, failed.line());
    RecordingShrink.Shortest shortest = shrink.shrink(failed.failure().signature(), Shrinker.RUNS);
    assertEquals(List.of(HEADER, NO_SBA.get(6)), shortest.lines());
  }

  @Test
  void whatDoesNotFailIsSaid() throws IOException {
    RecordingShrink shrink = shrink("lpar", NO_SBA.subList(0, 12));
    assertNull(shrink.first(any -> true));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> shrink.shrink(new FailureSignature("cut", "qemu", null), Shrinker.RUNS));
    assertEquals("no operation was cut by qemu", e.getMessage());
  }

  @Test
  void otherKindsAreRefused() {
    assertThrows(
        RecordingException.class,
        () -> shrink("lpar", List.of("{\"recording\":1,\"kind\":\"vfio-accesses\"}")));
  }

  @Test
  void whatNeedsNothingElseIsASequence() throws IOException {
    RecordingShrink shrink = shrink("ism-vfio-pci", NO_SBA);
    RecordingRunner.Failed failed = shrink.first(each -> "R-08".equals(each.rule()));
    assertNotNull(failed);
    assertEquals("R-08", failed.failure().signature().rule());
    SequenceShrink.Shortest sequence =
        shrink
            .shrink(failed.failure().signature(), Shrinker.RUNS)
            .asSequence(Shrinker.RUNS, Shrinker.Watcher.NONE)
            .orElseThrow();
    assertEquals(failed.failure().signature(), sequence.failure().signature());
    assertEquals(1, sequence.shrunk().elements().size());
    assertTrue(sequence.alone());
    assertTrue(sequence.shrunk().elements().getFirst().data().size() < 32);
  }

  /** The prepared function has an SBA. */
  @Test
  void whatNeedsTheRecordingIsNoSequence() throws IOException {
    RecordingShrink shrink = shrink("interpretation", NO_SBA);
    RecordingShrink.Shortest shortest = shrink.shrink(noSba(shrink), Shrinker.RUNS);
    assertTrue(shortest.asSequence(Shrinker.RUNS, Shrinker.Watcher.NONE).isEmpty());
    RecordingRunner runner = shortest.runner();
    String text = String.join("\n", shortest.lines());
    SequenceFailure.OfOperation last = runner.last(text);
    assertNotNull(last);
    assertEquals(shortest.failed().failure().signature(), last.signature());
    assertEquals(2, last.index());
    assertNull(runner.last(String.join("\n", shortest.lines().subList(0, 3))));
  }

  @Test
  void whoEndsItHasTheShortestSoFar() throws IOException {
    RecordingShrink shrink = shrink("interpretation", NO_SBA);
    RecordingShrink.Shortest shortest =
        shrink.shrink(noSba(shrink), Shrinker.RUNS, (runs, left) -> runs < 6);
    assertEquals(13, shortest.failed().line());
    assertEquals(6, shortest.shrunk().runs());
    assertFalse(shortest.shrunk().minimal());
    assertTrue(shortest.steps() < shrink.steps(), "left " + shortest.steps());
    assertTrue(shortest.steps() > 4, "left " + shortest.steps());
  }

  private static FailureSignature noSba(RecordingShrink shrink) {
    RecordingRunner.Failed failed = shrink.first(each -> "R-23".equals(each.rule()));
    assertNotNull(failed);
    return failed.failure().signature();
  }
}
