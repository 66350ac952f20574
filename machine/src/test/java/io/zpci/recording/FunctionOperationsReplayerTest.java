package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.recording.Comparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings of the real stack against the model, and changed ones that must not pass. */
class FunctionOperationsReplayerTest {
  private static final String PROBE = "ism-probe-event-unbind.jsonl";
  private static final String TWO_GUESTS = "ism-smcd-two-guests.jsonl";
  private static final Pattern COMPARED =
      Pattern.compile(
          "\"(ret|sba|ieq|len|rgid|vlan_valid|vlan|dmb|idx|tok|dmbe|sf|off|type|code|info|trig"
              + "|index|vector)\": (\"0x([0-9a-f]+)\"|(\\d+))");

  private static List<String> text(String name) throws IOException {
    return Files.readAllLines(Path.of("../tests/recordings", name));
  }

  private static Comparison replay(List<String> lines) {
    return new FunctionOperationsReplayer().replay(Recording.parse("made.jsonl", lines));
  }

  private static boolean isOutput(String line) {
    return line.contains("ism-command")
        || line.contains("dmb-move")
        || line.contains("\"irq\"")
        || (line.contains("ieq-event") && !line.contains("cause"));
  }

  @ParameterizedTest
  @CsvSource({PROBE + ", 59", TWO_GUESTS + ", 598"})
  void theModelDoesWhatTheRecordedDeviceDid(String name, int operations) throws IOException {
    Comparison comparison = replay(text(name));
    assertEquals(List.of(), comparison.differences());
    assertEquals(operations, comparison.operations());
    assertEquals(operations, comparison.equal());
    assertEquals("function-operations", comparison.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {PROBE, TWO_GUESTS})
  void noOutputAndNoBlockCanBeLeftOut(String name) throws IOException {
    List<String> lines = text(name);
    int tried = 0;
    for (int i = 1; i < lines.size(); i++) {
      if (isOutput(lines.get(i)) || lines.get(i).contains("pcistb")) {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(i);
        String gone = lines.get(i);
        assertFalse(replay(fewer).same(), () -> "unseen: " + gone);
        tried++;
      }
    }
    assertEquals(name.equals(PROBE) ? 18 : 510, tried);
  }

  @ParameterizedTest
  @ValueSource(strings = {PROBE, TWO_GUESTS})
  void noComparedFieldCanBeChanged(String name) throws IOException {
    List<String> lines = text(name);
    int tried = 0;
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher field = COMPARED.matcher(line);
      while (isOutput(line) && field.find()) {
        String changed =
            field.group(3) != null
                ? "\"0x" + Long.toHexString(Long.parseUnsignedLong(field.group(3), 16) ^ 1) + '"'
                : Long.toString(Long.parseLong(field.group(4)) ^ 1);
        List<String> other = new ArrayList<>(lines);
        other.set(i, line.substring(0, field.start(2)) + changed + line.substring(field.end(2)));
        assertFalse(replay(other).same(), () -> "unseen: " + field.group() + " in " + line);
        tried++;
      }
    }
    assertEquals(name.equals(PROBE) ? 12 : 1180, tried);
  }

  @Test
  void whatTheDeviceChoseForItselfIsNotCompared() throws IOException {
    String all = String.join("\n", text(TWO_GUESTS));
    all = all.replace("0000000100001000\"", "1234567812345678\""); // QUERY_INFO 8..15
    assertEquals(List.of(), replay(all.lines().toList()).differences());
  }

  private static final String HEADER =
      """
      {"recording": 1, "kind": "function-operations", "device": {"model": "ism", "msix": {"bar": 4}}, \
      "functions": {"a": {"gid": "0xa"}, "b": {"gid": "0xb"}, "c": {"gid": 12}}}\
      """;

  /** {@code fn op rest}: a shorthand for the lines of a recording made here. */
  private static List<String> made(String... lines) {
    List<String> all = new ArrayList<>();
    all.add(HEADER);
    for (String line : lines) {
      String[] words = line.split(" ", 3);
      all.add(
          switch (words[1]) {
            case "header", "payload" ->
                ""
                    + "{\"fn\":\"%s\",\"op\":\"pcistb\",\"bar\":2,\"offset\":%d,\"len\":%d,\"data\":\"%s\"}"
                        .formatted(
                            words[0],
                            words[1].equals("header") ? 0 : 8,
                            words[2].length() / 2,
                            words[2]);
            case "answer" ->
                "{\"fn\":\"%s\",\"op\":\"pcilg\",\"bar\":2,\"offset\":0,\"len\":8,\"data\":\"%s\"}"
                    .formatted(words[0], words[2]);
            default ->
                "{\"fn\":\"%s\",\"op\":\"%s\"%s}"
                    .formatted(words[0], words[1], words.length > 2 ? "," + words[2] : "");
          });
    }
    return all;
  }

  private static List<String> differences(List<String> lines) {
    return replay(lines).differences().stream()
        .map(each -> each.line() + " " + each.what() + ": " + each.expected() + " / " + each.got())
        .toList();
  }

  private static final String[] REGISTERED = {
    "a dma_map \"addr\":\"0x1000\",\"offset\":\"0x7f000\",\"size\":\"0x2000\"",
    "a payload 0000000000001000",
    "a header 0000000100000010",
    "a ism-command \"cmd\":\"REG_SBA\",\"ret\":0,\"sba\":\"0x1000\"",
    "a payload 00000000000020000000000000000200",
    "a header 0000000200000018",
    "a ism-command \"cmd\":\"REG_IEQ\",\"ret\":0,\"ieq\":\"0x2000\",\"len\":512"
  };

  private static List<String> registeredAnd(String... lines) {
    List<String> all = new ArrayList<>(List.of(REGISTERED));
    all.addAll(List.of(lines));
    return made(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"1, 9", "13, 13", "65534, 65534"})
  void aRefusalHasTheRecordedDevicesOwnCode(int ret, int shown) {
    String answer = "b answer 00000009%04x0008".formatted(shown);
    List<String> lines =
        made(
            "b payload 000000000000000d0000000100001fff",
            "b header 0000000900000018",
            "b ism-command \"cmd\":\"QUERY_RGID\",\"ret\":"
                + ret
                + ",\"rgid\":\"0xd\",\"vlan\":8191",
            answer);
    assertEquals(ret == shown, replay(lines).same());
  }

  @Test
  void aRefusalWhereTheModelObeysIsADifference() {
    assertEquals(
        List.of("4 ism-command ret: 0xffffffffffffffff / 0"),
        differences(
            made(
                "b payload 000000000000000c0000000100001fff",
                "b header 0000000900000018",
                "b ism-command \"cmd\":\"QUERY_RGID\",\"ret\":5,\"rgid\":12")));
  }

  @Test
  void commandsBySeveralNames() {
    for (String name : List.of("ADD_VLAN", "ADD_VLAN_ID", "ISM_ADD_VLAN_ID", "0x4", "CMD_0x04")) {
      assertEquals(
          List.of(),
          differences(
              made(
                  "c payload 0000000000000007",
                  "c header 0000000400000010",
                  "c ism-command \"cmd\":\"" + name + "\",\"ret\":0,\"vlan\":7",
                  "c payload 0000000000000007",
                  "c header 0000000500000010",
                  "c ism-command \"cmd\":\"DEL_VLAN\",\"ret\":0,\"vlan_id\":\"0x7\"",
                  "c header 0000000600000008",
                  "c ism-command \"cmd\":\"SET_VLAN\",\"ret\":0",
                  "c header 0000000700000008",
                  "c ism-command \"cmd\":7,\"ret\":0",
                  "c header 0000000c00000008",
                  "c ism-command \"cmd\":\"UNKNOWN\",\"ret\":3")));
    }
  }

  @Test
  void msixVectorsComeWithADescriptor() {
    String event =
        "a ieq-event "
            + "\"idx\":%d,\"type\":1,\"code\":7,\"tok\":\"0xb\",\"info\":0,\"cause\":\"test\"";
    assertEquals(
        List.of(),
        differences(
            registeredAnd(
                "a set_irqs \"flags\":\"0x24\",\"index\":2,\"start\":0,\"count\":1,\"nfds\":0",
                event.formatted(1),
                "a set_irqs \"flags\":\"0x24\",\"index\":2,\"start\":0,\"count\":1,\"nfds\":1",
                event.formatted(2),
                "a irq \"index\":2,\"vector\":0",
                "a set_irqs \"flags\":\"0x21\",\"index\":2,\"start\":0,\"count\":0,\"nfds\":0",
                event.formatted(3),
                "a set_irqs \"flags\":36,\"index\":1,\"start\":0,\"count\":1,\"nfds\":1",
                event.formatted(4).replace("\"code\"", "\"s\":\"0x80\",\"code\""),
                event.formatted(5).replace("\"code\"", "\"s\":true,\"code\""),
                event.formatted(6).replace("\"code\"", "\"s\":64,\"code\""),
                "a irq \"index\":1,\"vector\":0")));
  }

  @Test
  void anEventsIndexIsCompared() {
    assertEquals(
        List.of("9 ieq-event idx: 2 / 1"),
        differences(
            registeredAnd(
                "a ieq-event "
                    + "\"idx\":2,\"type\":1,\"code\":7,\"tok\":1,\"info\":0,\"cause\":\"x\"")));
  }

  private static final String[] BUFFER = {
    "a dma_map \"addr\":\"0x100000\",\"offset\":0,\"size\":\"0x100000\"",
    "a payload 0000000000100000001000000000002000000000000000000000000000000" + "00b",
    "a header 0000000a00000028",
    "a ism-command \"cmd\":\"REG_DMB\",\"ret\":0,\"dmb\":\"0x100000\",\"len\":1048576,\"idx\":32,"
        + "\"rgid\":\"0xb\",\"tok\":\"0x7000000000\"",
  };

  @Test
  void aBufferOfAMebibyteItsEndAndItsTokenAfterwards() {
    List<String> lines = new ArrayList<>(List.of(REGISTERED));
    lines.addAll(List.of(BUFFER));
    lines.addAll(
        List.of(
            "a set_irqs \"flags\":\"0x24\",\"index\":1,\"start\":0,\"count\":1,\"nfds\":1",
            "b pcistb \"bar\":0,\"offset\":\"0x70038fffff\",\"len\":1,\"data\":\"5a\"",
            "b dmb-move \"tok\":\"0x7000000000\",\"dmbe\":3,\"sf\":1,\"off\":1048575,\"len\":1",
            "a irq \"index\":1,\"vector\":0",
            "b pcistb \"bar\":0,\"offset\":\"0x7000800000\",\"len\":1,\"data\":\"5a\"",
            "b dmb-move \"tok\":\"0x7000000000\",\"dmbe\":0,\"sf\":1,\"off\":0,\"len\":1,\"s\":128",
            "c pcistb \"bar\":0,\"offset\":\"0x7000800000\",\"len\":1,\"data\":\"5a\"",
            "b pcistb \"bar\":0,\"offset\":\"0x70000fffff\",\"len\":2,\"data\":\"5a5a\"",
            "a payload 0000007000000000",
            "a header 0000000b00000010",
            "a ism-command \"cmd\":\"UNREG_DMB\",\"ret\":0,\"tok\":\"0x7000000000\"",
            "b pcistb \"bar\":0,\"offset\":\"0x7000800000\",\"len\":1,\"data\":\"5a\"",
            "a payload 0000007000000000",
            "a header 0000000b00000010",
            "a ism-command \"cmd\":\"UNREG_DMB\",\"ret\":2,\"tok\":\"0x7000000000\"",
            "a payload 0000000100000000",
            "a header 0000000b00000010",
            "a ism-command \"cmd\":\"UNREG_DMB\",\"ret\":2,\"tok\":\"0x100000000\"",
            "b pcistb \"bar\":0,\"offset\":\"0x100800000\",\"len\":1,\"data\":\"5a\"",
            "a dma_unmap \"addr\":0,\"size\":\"0x120000000\",\"had\":false",
            "a dma_unmap \"addr\":\"0x1000\",\"size\":\"0x1000\",\"had\":false",
            "a reset"));
    assertEquals(List.of(), differences(made(lines.toArray(String[]::new))));
  }

  @Test
  void theSummaryBitThatTheGuestHadNotClearedKeepsTheInterruptAway() {
    List<String> lines = new ArrayList<>(List.of(REGISTERED));
    lines.addAll(List.of(BUFFER));
    lines.add("a set_irqs \"flags\":\"0x24\",\"index\":1,\"start\":0,\"count\":1,\"nfds\":1");
    lines.add("b pcistb \"bar\":0,\"offset\":\"0x7000800000\",\"len\":1,\"data\":\"5a\"");
    lines.add("b dmb-move \"tok\":\"0x7000000000\",\"dmbe\":0,\"sf\":1,\"off\":0,\"len\":1");
    assertEquals(
        List.of("14 irq: nothing / irq of a index 1 vector 0"),
        differences(made(lines.toArray(String[]::new))));
  }

  @Test
  void outputsWithoutAnInput() {
    assertEquals(
        List.of("2 irq: irq of a index 1 vector 0 / nothing"),
        differences(made("a irq \"index\":1,\"vector\":0")));
    Comparison comparison = replay(made("a irq \"index\":1,\"vector\":0", "a reset"));
    assertEquals(2, comparison.operations());
    assertEquals(1, comparison.differing());
  }

  @Test
  void whetherAMappingWasThere() {
    List<Difference> differences =
        replay(made("a dma_unmap \"addr\":4096,\"size\":4096,\"had\":true")).differences();
    assertEquals(List.of(new Difference(2, "had", "true", "false")), differences);
  }

  @Test
  void anUnmapThatIsMissingShowsWhenItsAddressesAreMappedAnew() {
    String map = "a dma_map \"addr\":4096,\"offset\":%d,\"size\":4096";
    assertEquals(
        List.of("3 mapped before: false / true"),
        differences(made(map.formatted(0), map.formatted(8192))));
    assertEquals(
        List.of(),
        differences(
            made(
                map.formatted(0),
                map.formatted(0), // the very same: some servers allow it
                "b dma_map \"addr\":4096,\"offset\":4096,\"size\":4096",
                "a dma_unmap \"addr\":0,\"size\":65536",
                map.formatted(8192))));
  }

  @Test
  void aRefusedLoadIsAllOnesForAVmm() {
    assertEquals(
        List.of(),
        differences(made("a pcilg \"bar\":0,\"offset\":0,\"len\":4,\"data\":\"ffffffff\"")));
    assertEquals(
        List.of("2 data: 00000000 / cc 1 status 20"),
        differences(made("a pcilg \"bar\":0,\"offset\":0,\"len\":4,\"data\":\"00000000\"")));
  }

  @Test
  void aSingleStoreDoesNothing() {
    assertEquals(
        List.of(),
        differences(
            made(
                "a pcistg "
                    + "\"bar\":2,\"offset\":0,\"len\":8,\"data\":\"0000000300000008\",\"cc\":1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x reset",
        "a restart",
        "a pcistb \"bar\":2,\"offset\":0,\"len\":8,\"data\":\"00\"",
        "a pcistb \"bar\":2,\"offset\":0,\"len\":2,\"data\":\"000\"",
        "a pcistb \"bar\":16,\"offset\":0,\"len\":1,\"data\":\"00\"",
        "a pcilg \"bar\":2,\"offset\":0,\"len\":9,\"data\":\"000000000000000000\"",
        "a pcilg \"bar\":2,\"len\":1,\"data\":\"00\"",
        "a dma_map \"addr\":0,\"offset\":0,\"size\":0",
        "a ism-command \"cmd\":\"WHAT\",\"ret\":0",
        "a ism-command \"cmd\":\"REG_SBA\"",
        "a irq \"vector\":0",
        "a irq \"index\":4294967297",
        "a irq \"index\":1,\"vector\":\"0x100000000\"",
        "a irq \"index\":-1",
        "a ism-command \"cmd\":4294967297,\"ret\":0",
        "a dmb-move \"tok\":0,\"dmbe\":4294967296,\"sf\":0,\"off\":0,\"len\":1",
        "a dmb-move \"tok\":0,\"sf\":0,\"off\":4294967296,\"len\":1",
        "a ieq-event \"idx\":1,\"type\":4294967297,\"code\":4,\"tok\":1"
      })
  void aMalformedLineIsNamed(String line) {
    RecordingException thrown =
        assertThrows(RecordingException.class, () -> replay(made("a reset", line)));
    assertEquals("made.jsonl:3: ", String.valueOf(thrown.getMessage()).substring(0, 14));
  }
}
