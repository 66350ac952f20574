package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What QEMU 11.1.2 did, against the model; and that nothing which differs is passed over. */
class InstructionsReplayerTest {
  private static final Path FILE = Path.of("../tests/recordings/qemu-instructions.jsonl");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstructionsReplayer replayer = new InstructionsReplayer();
  private final List<String> lines = lines();

  private static List<String> lines() {
    try {
      return Files.readAllLines(FILE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One line of the recording, changed, under the recording's header. */
  private Comparison replay(int n, Consumer<ObjectNode> change) {
    ObjectNode line = (ObjectNode) JSON.readTree(lines.get(n + 1));
    change.accept(line);
    return replayer.replay(
        Recording.parse("changed.jsonl", List.of(lines.getFirst(), line.toString())));
  }

  private Comparison replayUnder(Consumer<ObjectNode> change) {
    ObjectNode header = (ObjectNode) JSON.readTree(lines.getFirst());
    change.accept(header);
    List<String> changed = new ArrayList<>(lines);
    changed.set(0, header.toString());
    return replayer.replay(Recording.parse("changed.jsonl", changed));
  }

  private void differs(int n, String what, Consumer<ObjectNode> change) {
    assertFalse(replay(n, change).same(), () -> "line " + n + ": " + what + " may be anything");
  }

  private static String otherHex(String hex, int at) {
    char digit = hex.charAt(at);
    return hex.substring(0, at) + (digit == '0' ? '1' : '0') + hex.substring(at + 1);
  }

  @Test
  void theRecordingOfQemuIsReproduced() {
    Comparison comparison = replayer.replay(Recording.read(FILE));
    assertEquals(List.of(), comparison.differences());
    assertEquals(500, comparison.operations());
    assertEquals(500, comparison.equal());
    assertEquals("instructions", comparison.kind());
  }

  @Test
  void everyChangeOfAnOutcomeIsADifference() {
    for (int n = 0; n < 500; n++) {
      JsonNode outcome = JSON.readTree(lines.get(n + 1)).get("outcome");
      boolean exception = !outcome.get("exception").isNull();
      differs(
          n,
          "exception",
          line -> {
            if (exception) {
              ((ObjectNode) line.get("outcome")).putNull("exception");
            } else {
              ((ObjectNode) line.get("outcome")).put("exception", "protection");
            }
          });
      differs(
          n,
          "cc",
          line ->
              ((ObjectNode) line.get("outcome"))
                  .put("cc", exception ? 0 : outcome.get("cc").intValue() ^ 2));
      differs(
          n,
          "status",
          line ->
              ((ObjectNode) line.get("outcome"))
                  .put("status", outcome.get("status").isNull() ? 0 : 40));
      differs(
          n,
          "request_after",
          line ->
              ((ObjectNode) line.get("outcome"))
                  .put("request_after", otherHex(outcome.get("request_after").stringValue(), 8)));
      differs(
          n,
          "loaded",
          line ->
              ((ObjectNode) line.get("outcome"))
                  .put(
                      "loaded",
                      outcome.get("loaded").isNull()
                          ? "0x0"
                          : otherHex(outcome.get("loaded").stringValue(), 17)));
    }
  }

  @Test
  void everyChangeOfAnAccessIsADifference() {
    for (int n = 0; n < 500; n++) {
      int accesses = JSON.readTree(lines.get(n + 1)).get("accesses").size();
      for (int i = 0; i < accesses; i++) {
        int at = i;
        differs(
            n,
            "rw",
            line -> access(line, at).put("rw", text(line, at, "rw").equals("r") ? "w" : "r"));
        differs(
            n,
            "region",
            line -> access(line, at).put("region", access(line, at).get("region").intValue() ^ 1));
        differs(
            n,
            "offset",
            line -> access(line, at).put("offset", access(line, at).get("offset").longValue() ^ 4));
        differs(
            n,
            "count",
            line -> access(line, at).put("count", access(line, at).get("count").intValue() + 1));
        differs(
            n, "data", line -> access(line, at).put("data", otherHex(text(line, at, "data"), 0)));
        differs(n, "accesses", line -> line.withArray("accesses").remove(at));
        differs(n, "accesses", line -> line.withArray("accesses").add(access(line, at).deepCopy()));
      }
    }
  }

  private static ObjectNode access(ObjectNode line, int at) {
    return (ObjectNode) line.get("accesses").get(at);
  }

  private static String text(ObjectNode line, int at, String field) {
    return access(line, at).get(field).stringValue();
  }

  @Test
  void everyChangeOfTheInstructionIsADifference() {
    for (int n = 0; n < 500; n++) {
      JsonNode recorded = JSON.readTree(lines.get(n + 1));
      String insn = recorded.get("insn").stringValue();
      boolean block = recorded.get("op").stringValue().equals("pcistb");
      for (int digit :
          block ? new int[] {0, 1, 2, 3, 10, 11} : new int[] {0, 1, 2, 3, 4, 5, 6, 7}) {
        differs(n, "insn " + digit, line -> line.put("insn", otherHex(insn, digit)));
      }
      differs(n, "r1", line -> line.put("r1", line.get("r1").intValue() ^ 1));
      String second = block ? "r3" : "r2";
      differs(n, second, line -> line.put(second, line.get(second).intValue() ^ 2));
      if (block && !recorded.get("source").stringValue().isEmpty()) {
        differs(
            n, "source", line -> line.put("source", otherHex(line.get("source").stringValue(), 1)));
        differs(
            n, "source", line -> line.put("source", line.get("source").stringValue().substring(2)));
      }
      if (recorded.has("msix_changed")) {
        differs(
            n,
            "msix_changed",
            line -> {
              ObjectNode changed = (ObjectNode) line.get("msix_changed");
              changed.put("data", otherHex(changed.get("data").stringValue(), 3));
            });
        differs(
            n, "msix_changed", line -> ((ObjectNode) line.get("msix_changed")).put("offset", 4));
        assertTrue(replay(n, line -> line.remove("msix_changed")).same());
      }
    }
  }

  @Test
  void aRecordingThatHasTheTablesChangesHasThemAll() {
    int tried = 0;
    for (int n = 0; n < 500; n++) {
      ObjectNode line = (ObjectNode) JSON.readTree(lines.get(n + 1));
      if (line.has("msix_changed")) {
        line.remove("msix_changed");
        List<String> changed = new ArrayList<>(lines);
        changed.set(n + 1, line.toString());
        Comparison comparison = replayer.replay(Recording.parse("changed.jsonl", changed));
        assertEquals(1, comparison.differences().size());
        assertEquals("msix_changed", comparison.differences().getFirst().what());
        tried++;
      }
    }
    assertEquals(16, tried);
  }

  @Test
  void anUnknownRuleForTheBytesTakesThemFromTheLine() {
    assertEquals(
        List.of(),
        replayUnder(header -> header.put("source_data", "other").put("load_data", "other"))
            .differences());
    assertEquals(
        List.of(),
        replayUnder(header -> header.remove(List.of("source_data", "load_data"))).differences());
  }

  @Test
  void anotherHostOrVersionDiffers() {
    Comparison big = replayUnder(header -> header.put("host_endian", "big"));
    assertTrue(big.differing() > 40, () -> "only blocks are reversed: " + big.differing());
    Comparison old = replayUnder(header -> header.put("below", "qemu-5.2"));
    assertTrue(old.differing() > 60, () -> "no block is accepted: " + old.differing());
  }

  @ParameterizedTest
  @CsvSource({
    "op, lpcig",
    "op, 1",
    "insn, b9d2",
    "insn, xx",
    "insn, b9d20",
    "r1, 16",
    "r1, -1",
    "r2, x",
    "request, 0x",
    "request, 12345",
    "offset, 0x11111111111111111",
    "value, z",
    "state, asleep",
    "problem_state, perhaps",
    "accesses, none",
    "outcome, none"
  })
  void aMalformedFieldIsToldWithItsLine(String field, String value) {
    int n = 2;
    RecordingException told =
        assertThrows(
            RecordingException.class,
            () -> replay(n, line -> line.put(field, value)),
            field + " = " + value);
    assertTrue(told.getMessage().startsWith("changed.jsonl:2: \"" + field), told.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"op", "insn", "r1", "r2", "request", "offset", "value", "outcome", "accesses"})
  void aMissingFieldIsToldWithItsLine(String field) {
    RecordingException told =
        assertThrows(RecordingException.class, () -> replay(2, line -> line.remove(field)));
    assertEquals("changed.jsonl:2: \"" + field + "\" is missing", told.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "source", "r3"})
  void aBlockHasFieldsOfItsOwn(String field) {
    assertThrows(RecordingException.class, () -> replay(0, line -> line.remove(field)));
    assertThrows(RecordingException.class, () -> replay(0, line -> line.put(field, "x")));
  }

  @ParameterizedTest
  @CsvSource({"rw, x", "region, 9", "offset, z", "count, -1", "data, 1"})
  void aMalformedAccessIsToldWithItsLine(String field, String value) {
    assertThrows(
        RecordingException.class, () -> replay(4, line -> access(line, 1).put(field, value)));
  }

  @ParameterizedTest
  @CsvSource({"exception, tired", "cc, 4", "status, 256", "request_after, x", "loaded, x"})
  void aMalformedOutcomeIsToldWithItsLine(String field, String value) {
    assertThrows(
        RecordingException.class,
        () -> replay(4, line -> ((ObjectNode) line.get("outcome")).put(field, value)));
  }

  @ParameterizedTest
  @CsvSource({
    "host_endian, middle",
    "below, qemu-0.9",
    "below, any",
    "maxstbl, 0",
    "storage, big",
    "function_handle, 0x180020000",
    "msix_table, 00",
    "device, none"
  })
  void aMalformedHeaderIsToldAsLineOne(String field, String value) {
    RecordingException told =
        assertThrows(
            RecordingException.class, () -> replayUnder(header -> header.put(field, value)));
    assertTrue(told.getMessage().startsWith("changed.jsonl:1: \"" + field), told.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "bars, '{\"6\": 16}'",
    "bars, '{\"0\": 17}'",
    "msix, '{\"bar\": 1, \"table\": 0, \"pba\": 64, \"vectors\": 1}'",
    "msix, '{\"bar\": 2, \"table\": 4, \"pba\": 64, \"vectors\": 1}'",
    "msix, '{\"bar\": 2, \"table\": 0, \"pba\": 64, \"vectors\": 4096}'",
    "config, '\"00\"'"
  })
  void aMalformedDeviceIsToldAsLineOne(String field, String value) {
    RecordingException told =
        assertThrows(
            RecordingException.class,
            () ->
                replayUnder(header ->
                    ((ObjectNode) header.get("device")).set(field, JSON.readTree(value))));
    assertTrue(told.getMessage().startsWith("changed.jsonl:1: \""), told.getMessage());
  }
}
