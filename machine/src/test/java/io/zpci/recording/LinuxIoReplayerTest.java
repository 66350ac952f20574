package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.recording.Comparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxIoReplayerTest {
  private static final Path MEMCPY = Path.of("../tests/recordings/memcpy-linux-7.2.jsonl");

  private final LinuxIoReplayer replayer = new LinuxIoReplayer();

  private static String header(String host, boolean mio) {
    return """
    {"recording": 1, "kind": "linux-io", "host": "%s", "mio": %s, "below": "any", "trial": "linux-io", \
    "device": {"model": "memory", "bars": {"0": "0x10000", "2": "0x4000"}}}\
    """
        .formatted(host, mio);
  }

  private Comparison replay(String... lines) {
    return replayer.replay(Recording.parse("some.jsonl", List.of(lines)));
  }

  @Test
  void recordedCopiesAreWhatTheModelDoes() {
    Comparison comparison = replayer.replay(Recording.read(MEMCPY));
    assertEquals(List.of(), comparison.differences());
    assertEquals(40, comparison.operations());
    assertEquals(40, comparison.equal());
    assertEquals(Map.of(), comparison.leftOut());
    assertEquals("linux-io", comparison.kind());
    assertEquals("linux-io", replayer.kind());
  }

  @Test
  void anotherKernelDoesSomethingElse() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(MEMCPY));
    lines.set(0, lines.getFirst().replace("linux-7.2", "linux-5.10"));
    Comparison comparison = replayer.replay(Recording.parse("memcpy", lines));
    assertEquals(40, comparison.operations());
    assertTrue(comparison.differing() > 20, () -> comparison.differing() + " of 40 differ");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"op\": \"pcilg\"', '\"op\": \"pcistg\"', access 1 op, pcistg, pcilg",
    "'\"bar\": 0, \"offset\": 616, \"len\": 8}]', '\"bar\": 2, \"offset\": 616, \"len\": 8}]', access 1 bar, 2, 0",
    "'\"offset\": 616, \"len\": 8}]', '\"offset\": 624, \"len\": 8}]', access 1 offset, 624, 616",
    "'616, \"len\": 8}]', '616, \"len\": 4}]', access 1 len, 4, 8",
  })
  void changedAccessIsADifference(String from, String to, String what, String expected, String got)
      throws IOException {
    List<String> lines = Files.readAllLines(MEMCPY);
    assertTrue(lines.get(1).contains(from));
    Comparison comparison = replay(lines.getFirst(), lines.get(1).replace(from, to), lines.get(2));
    assertEquals(List.of(new Difference(2, what, expected, got)), comparison.differences());
    assertEquals(1, comparison.equal());
  }

  @Test
  void missingAndExtraAccessesAreDifferences() {
    Comparison comparison =
        replay(
            header("linux-7.2", false),
            """
            {"n": 1, "op": {"call": "memcpy_toio", "bar": 2, "offset": 16, "memory": "0x1000", "len": 16},
             "accesses": []}\
            """
                .replace("\n", ""),
            """
            {"n": 2, "op": {"call": "ioread32", "bar": 0, "offset": 4},
             "accesses": [{"op": "pcilg", "bar": 0, "offset": 4, "len": 4},
             {"op": "pcilg", "bar": 0, "offset": 8, "len": 4}]}\
            """
                .replace("\n", ""));
    assertEquals(
        List.of(
            new Difference(2, "access 1", "nothing", "pcistb BAR2 0x10 length 16"),
            new Difference(3, "access 2", "pcilg BAR0 0x8 length 4", "nothing")),
        comparison.differences());
    assertEquals(0, comparison.equal());
  }

  @ParameterizedTest
  @CsvSource({
    "iowrite8, 1, 10",
    "iowrite16, 2, 1011",
    "iowrite16be, 2, 1011",
    "iowrite32, 4, 10111213",
    "iowrite32be, 4, 10111213",
    "iowrite64, 8, 1011121314151617",
    "iowrite64be, 8, 1011121314151617",
    "memset_io, 8, 1010101010101010",
    "memcpy_toio, 8, 1011121314151617",
  })
  void bytesAreComparedWhereTheyAreRecorded(String call, int length, String data) {
    String line =
        """
        {"op": {"call": "%s", "bar": 0, "offset": 8, "memory": 4096, "len": %d}, \
        "accesses": [{"op": "%s", "bar": 0, "offset": 8, "len": %d, "data": "%s"}]}\
        """;
    assertTrue(
        replay(header("linux-5.10", false), line.formatted(call, length, "pcistg", length, data))
            .same());
    assertTrue(
        replay(header("linux-7.2", true), line.formatted(call, length, "pcistgi", length, data))
            .same());
    String other = "ff" + data.substring(2);
    assertEquals(
        List.of(new Difference(2, "access 1 data", other, data)),
        replay(header("linux-7.2", false), line.formatted(call, length, "pcistg", length, other))
            .differences());
  }

  @ParameterizedTest
  @CsvSource({
    "ioread8, 1",
    "ioread16, 2",
    "ioread16be, 2",
    "ioread32, 4",
    "ioread32be, 4",
    "ioread64, 8",
    "ioread64be, 8"
  })
  void readsAreOneLoadOfTheirWidth(String call, int length) {
    assertTrue(
        replay(
                header("linux-7.2", true),
                """
                {"op": {"call": "%s", "bar": 2, "offset": 3}, \
                "accesses": [{"op": "pcilgi", "bar": 2, "offset": 3, "len": %d, "data": "%s"}]}\
                """
                    .formatted(call, length, "a5".repeat(length)))
            .same());
  }

  @Test
  void blocksByMio() {
    assertTrue(
        replay(
                header("linux-6.12", true),
                """
                {"op": {"call": "memcpy_toio", "bar": 2, "offset": 8, "memory": "0x10008", "len": 64}, \
                "accesses": [{"op": "pcistbi", "bar": 2, "offset": 8, "len": 64}]}\
                """)
            .same());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call memcpy_toio| bar 1| \"bar\": the device has no BAR 1",
        "call memcpy_to_io| bar 0| \"call\": memcpy_toio, memcpy_fromio, memset_io, ioreadN or iowriteN was expected, got \"memcpy_to_io\"",
        "call ioread8be| bar 0| \"call\": memcpy_toio, memcpy_fromio, memset_io, ioreadN or iowriteN was expected, got \"ioread8be\"",
        "call ioread16| bar 0| \"len\": 2 was expected, got 8",
        "call memset_io| bar 6| \"bar\": a number from 0 to 5 was expected, got 6",
      })
  void badLineIsNamed(String call, String bar, String message) {
    String line =
        """
        {"op": {"call": "%s", "bar": %s, "offset": 8, "memory": 4096, "len": 8}, "accesses": []}\
        """
            .formatted(call.substring(5), bar.strip().substring(4));
    RecordingException refused =
        assertThrows(RecordingException.class, () -> replay(header("linux-7.2", false), line));
    assertEquals("some.jsonl:2: " + message, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-7.2, linux-2.4, '\"host\": a version of Linux was expected, got \"linux-2.4\"'",
    "any, qemu-11.1-tcg, '\"below\": any was expected, got \"qemu-11.1-tcg\"'",
    "0x10000, 0x10001, '\"bars\": a power of two was expected, got \"0x10001\"'",
  })
  void badHeaderIsNamed(String from, String to, String message) {
    RecordingException refused =
        assertThrows(
            RecordingException.class, () -> replay(header("linux-7.2", false).replace(from, to)));
    assertEquals("some.jsonl:1: " + message, refused.getMessage());
  }
}
