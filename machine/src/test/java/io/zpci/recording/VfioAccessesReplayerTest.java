package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recordings of kind {@code vfio-accesses}, as they are and with one thing changed at a time.
 */
class VfioAccessesReplayerTest {
  private static final Path RECORDINGS = Path.of("../tests/recordings");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPLIT =
      "{\"recording\": 1, \"kind\": \"vfio-accesses\", \"host\": \"linux-5.10\", \"device\": {\"bars\":"
          + " {\"0\": \"0x10000\", \"2\": \"0x4000\"}}, \"driver\": \"vfio-pci\", \"below\": \"any\"}";

  private final VfioAccessesReplayer replayer = new VfioAccessesReplayer();

  private static Recording recording(String name) {
    return Recording.read(RECORDINGS.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({
    "vfio-pci-split.jsonl, 296",
    "ism-vfio-pci-blocks.jsonl, 138",
    "ism-vfio-pci-under-qemu.jsonl, 69",
    "split-linux-5.10.jsonl, 40",
    "split-linux-7.2.jsonl, 40",
  })
  void givesNoDifference(String name, int operations) {
    Comparison comparison = replayer.replay(recording(name));
    assertEquals(List.of(), comparison.differences());
    assertEquals(operations, comparison.operations());
    assertEquals(operations, comparison.equal());
  }

  @Test
  void leavesOutWhatIsThereToRead() {
    Comparison comparison = replayer.replay(recording("vfio-pci-split.jsonl"));
    assertEquals(Map.of("cfg", 15, "irq", 6), comparison.leftOut());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vfio-pci-split.jsonl",
        "ism-vfio-pci-blocks.jsonl",
        "ism-vfio-pci-under-qemu.jsonl",
        "split-linux-5.10.jsonl",
        "split-linux-7.2.jsonl",
      })
  void noticesEverySingleChange(String name) throws IOException {
    List<String> text = Files.readAllLines(RECORDINGS.resolve(name));
    int changes = 0;
    for (int i = 1; i < text.size(); i += 1 + i / 40) {
      for (ObjectNode changed : changes(text.get(i))) {
        changes++;
        Recording one = Recording.parse(name, List.of(text.getFirst(), changed.toString()));
        assertFalse(replayer.replay(one).same(), () -> "not noticed: " + changed);
      }
    }
    assertTrue(changes > 100, name + ": " + changes + " changes");
  }

  /**
   * The line with each compared field changed, and each access dropped or doubled, one at a time.
   */
  private static List<ObjectNode> changes(String text) {
    ObjectNode line = (ObjectNode) JSON.readTree(text);
    List<ObjectNode> all = new ArrayList<>();
    String section = line.path("section").stringValue("");
    if (section.equals("cfg") || section.equals("irq")) {
      return all;
    }
    all.add(line.deepCopy().put("ret", line.get("ret").longValue() + 1));
    all.add(line.deepCopy().put("errno", line.get("errno").longValue() + 1));
    all.add(line.deepCopy().put("filled_ff", line.path("filled_ff").longValue(0) + 1000));
    if (line.has("result") && !line.get("result").stringValue().isEmpty()) {
      String result = line.get("result").stringValue();
      all.add(line.deepCopy().put("result", flipped(result)));
      all.add(line.deepCopy().put("result", result.substring(2)));
    }
    int accesses = line.get("accesses").size();
    long read = 0;
    for (int i = 0; i < Math.min(accesses, 20); i++) {
      ObjectNode dropped = line.deepCopy();
      ((ArrayNode) dropped.get("accesses")).remove(i);
      all.add(dropped);
      ObjectNode doubled = line.deepCopy();
      ((ArrayNode) doubled.get("accesses")).insert(i, line.get("accesses").get(i).deepCopy());
      all.add(doubled);
      JsonNode access = line.get("accesses").get(i);
      for (String field : List.of("region", "bar", "offset", "count", "len")) {
        if (access.has(field)) {
          ObjectNode changed = line.deepCopy();
          ((ObjectNode) changed.get("accesses").get(i))
              .put(field, access.get(field).longValue() + 1);
          all.add(changed);
        }
      }
      if (access.has("rw")) {
        ObjectNode changed = line.deepCopy();
        ((ObjectNode) changed.get("accesses").get(i))
            .put("rw", access.get("rw").stringValue().equals("r") ? "w" : "r");
        all.add(changed);
      }
      if (access.has("data") && read < 200) {
        ObjectNode changed = line.deepCopy();
        ((ObjectNode) changed.get("accesses").get(i))
            .put("data", flipped(access.get("data").stringValue()));
        all.add(changed);
        ObjectNode without = line.deepCopy();
        ((ObjectNode) without.get("accesses").get(i)).remove("data");
        if (accesses > 1) {
          all.add(without);
        }
        read += access.path("count").longValue(0);
      }
    }
    return all;
  }

  private static String flipped(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    bytes[bytes.length - 1] ^= 1;
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void countsTheFillOfATableOfTheLinesOwn() {
    Recording one =
        Recording.parse(
            "one.jsonl",
            List.of(
                SPLIT,
                "{\"op\": {\"rw\": \"r\", \"region\": 2, \"offset\": 4, \"len\": 16}, \"ret\": 16,"
                    + " \"errno\": 0, \"msix_table\": [8, 24], \"filled_ff\": 12,"
                    + " \"accesses\": [{\"rw\": \"r\", \"region\": 2, \"offset\": 4, \"count\": 4}]}"));
    assertEquals(List.of(), replayer.replay(one).differences());
  }

  @Test
  void namesWhatDiffers() {
    Recording one =
        Recording.parse(
            "one.jsonl",
            List.of(
                SPLIT,
                "{\"op\": {\"rw\": \"w\", \"region\": 0, \"offset\": 0, \"len\": 8}, \"ret\": 8,"
                    + " \"accesses\": [{\"rw\": \"w\", \"region\": 0, \"offset\": 0, \"count\": 8}]}"));
    assertEquals(
        List.of(
            new Comparison.Difference(2, "accesses[0].count", "8", "4"),
            new Comparison.Difference(
                2, "accesses[1]", "nothing", "w region 0 offset 0x4 count 4")),
        replayer.replay(one).differences());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linux-5.10 | linux-9.9 | 1 | \"host\": a Linux version was expected, got linux-9.9",
        "vfio-pci | vfio-ccw | 1 | \"driver\": vfio-pci or ism-vfio-pci was expected, got vfio-ccw",
        "\"vfio-pci\" | \"ism-vfio-pci\" | 1 | \"driver\": linux-5.10 has no ism-vfio-pci",
        "\"any\" | \"kvm\" | 1 | \"below\": any, firmware or qemu-11.1-tcg was expected, got kvm",
        "0x10000 | 0x10001 | 1 | \"bars\": BAR size 0x10001 is not a power of two",
        "\"2\": | \"7\": | 1 | \"bars\": a BAR from 0 to 5 was expected, got 7",
        "\"bars\" | \"bar\" | 1 | \"bars\" is missing",
      })
  void refusesAHeaderThatItCannotPlay(String from, String to, int line, String message) {
    Recording bad = Recording.parse("bad.jsonl", List.of(SPLIT.replace(from, to)));
    RecordingException refusal = assertThrows(RecordingException.class, () -> replayer.replay(bad));
    assertEquals("bad.jsonl:" + line + ": " + message, refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"op\" | \"ops\" | \"op\" is missing",
        "\"rw\": \"r\", \"region\": 2, \"offset\": 4, \"len\" | \"rw\": \"x\", \"len\" | \"rw\": r or w was"
            + " expected, got x",
        "\"ret\": 16 | \"rot\": 16 | \"ret\" is missing",
        "[8, 24] | [8] | \"msix_table\": two numbers were expected, got [8]",
        "[8, 24] | [8, 25] | \"msix_table\": start and end of 1 to 2048 entries were expected, got [8,25]",
        "\"count\": 4 | \"count\": -4 | \"count\": a number from 0 to 16777216 was expected, got -4",
        "\"count\": 4 | \"count\": 4, \"data\": \"abc\" | \"data\": an even number of hex digits was"
            + " expected, got \"abc\"",
        "\"accesses\" | \"access\" | \"accesses\" is missing",
      })
  void refusesALineThatItCannotPlay(String from, String to, String message) {
    String line =
        "{\"op\": {\"rw\": \"r\", \"region\": 2, \"offset\": 4, \"len\": 16}, \"ret\": 16,"
            + " \"errno\": 0, \"msix_table\": [8, 24], \"filled_ff\": 12,"
            + " \"accesses\": [{\"rw\": \"r\", \"region\": 2, \"offset\": 4, \"count\": 4}]}";
    Recording bad = Recording.parse("bad.jsonl", List.of(SPLIT, line.replace(from, to)));
    RecordingException refusal = assertThrows(RecordingException.class, () -> replayer.replay(bad));
    assertEquals("bad.jsonl:2: " + message, refusal.getMessage());
  }
}
