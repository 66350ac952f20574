package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.linux.LinuxVersion;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.vmm.QemuVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file that is no scenario is told: one line, and where. */
class ScenarioReaderTest {
  /** Each part can be replaced by one that is wrong. */
  static final String GOOD =
      """
      scenario: 1
      id: g.2
      title: The splitter of 2020 cuts a block
      symptom: ISM sees stores of 4 and refuses them
      sources: [spec passthrough g.2, passthrough a.4]
      stack: {qemu: qemu-7.2, host-endian: be, mio: off, mio-mapping: fails}
      device:
        model: ism
        functions: 2
        reactions: {R-02: report}
      routes: [bar-rw, lpar]
      workload:
        - pcistb: {space: 2, offset: 0x0, length: 8}
          name: block
        - pcilg: {space: 2, offset: 0x0, length: 8, function: a}
      cases:
        - name: linux-5.10
          fails: yes
          stack: {host: [linux-5.10, linux-6.1]}
          expect:
            - step: block
              verdict: {any: [cut, refused]}
              by: {not: guest}
              arrived: []
              why: {contains: [4, arrived]}
              pieces: 0x2
            - step: 2
              loaded: 00 01 02 03 04 05 06 07
        - name: not plugged
          expect:
            plug: {contains: MSI-X}
      """;

  private static String refused(String text) {
    return assertThrows(
            ScenarioException.class, () -> ScenarioReader.read("t.yaml", "t", text), text)
        .getMessage();
  }

  /** The line for {@link #GOOD} with {@code good} replaced. */
  private static String with(String good, String bad) {
    assertEquals(2, (" " + GOOD + " ").split(java.util.regex.Pattern.quote(good), -1).length);
    return refused(GOOD.replace(good, bad));
  }

  @Test
  void theGoodOneIsRead() {
    Scenario scenario = ScenarioReader.read("t.yaml", "t", GOOD);
    assertEquals("g.2", scenario.name());
    assertEquals(2, scenario.device().functions());
    assertEquals(2, scenario.workload().size());
    assertEquals(
        "[not plugged]",
        scenario.cases().subList(1, 2).stream().map(Scenario.Case::name).toList().toString());
    assertEquals(
        new Expected.Is(java.util.List.of("2")),
        scenario.cases().getFirst().expectations().getFirst().facts().get("pieces"));
    assertEquals(
        new Expected.Is(java.util.List.of("0001020304050607")),
        scenario.cases().getFirst().expectations().get(1).facts().get("loaded"));
  }

  @Test
  void oneLineSaysWhereAndWhatWasExpected() {
    String[][] table = {
      {"scenario: 1\n", "", "1:1: scenario was expected, got no such field"},
      {"scenario: 1", "scenario: 2", "1:11: scenario: 1 was expected, got \"2\""},
      {
        "id: g.2",
        "di: g.2",
        "2:1: one of scenario, id, title, symptom, sources, stack, device, routes, workload, cases was expected, got di"
      },
      {"title: The", "title: *a", "3:8: a value written out was expected, got alias *a"},
      {"title: The", "title: &a The", "3:8: a value without an anchor was expected, got &a"},
      {"title: The", "title: !!str The", "3:8: a value without a tag was expected, got !!str"},
      {
        "title: The splitter of 2020 cuts a block",
        "title:",
        "3:7: title: a text was expected, got nothing"
      },
      {
        "title: The splitter of 2020 cuts a block",
        "title: [a]",
        "3:8: title: a text was expected, got a list"
      },
      {
        "title: The splitter of 2020 cuts a block",
        "title: a\ntitle: b",
        "4:1: title: once was expected, got it again; it is in line 3"
      },
      {
        "title: The splitter of 2020 cuts a block",
        "<<: {title: b}",
        "3:1: fields written out were expected, got a merge"
      },
      {
        "title: The",
        "title: : The",
        "3:8: YAML was expected, got none: mapping values are not allowed here"
      },
      {
        "symptom: ISM",
        "\tsymptom: ISM",
        "4:1: YAML was expected, got none: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"
      },
      {
        "qemu: qemu-7.2",
        "qemu: qemu-7.3",
        "6:15: qemu: one of <QEMU> was expected, got \"qemu-7.3\"; did you mean qemu-7.1?"
      },
      {"qemu: qemu-7.2", "host: 6", "6:15: host: one of <LINUX> was expected, got \"6\""},
      {"mio: off", "mio: maybe", "6:47: mio: on or off was expected, got \"maybe\""},
      {
        "host-endian: be",
        "host-endain: be",
        "6:25: one of qemu, host, guest, host-endian, mio, mio-mapping was expected, got host-endain; did you mean host-endian?"
      },
      {
        "functions: 2",
        "functions: 27",
        "9:14: functions: a number from 1 to 26 was expected, got \"27\""
      },
      {
        "R-02: report",
        "R-99: report",
        "10:15: one of R-02, R-08, R-09, R-10, R-11, R-12, R-13, R-17, R-18, R-19, R-20, R-21, R-23, R-24, R-25, R-31 was expected, got R-99; did you mean R-09?"
      },
      {
        "R-02: report",
        "R-02: reprot",
        "10:21: R-02: one of refuse, corrupt, error-state, drop, report, none was expected, got \"reprot\"; did you mean report?"
      },
      {
        "model: ism",
        "model: ims",
        "8:10: model: one of ism, memory was expected, got \"ims\"; did you mean ism?"
      },
      {
        "model: ism",
        "model: ism\n  booted: off\n  prepared: on",
        "10:13: prepared: off for a device whose guest has not booted was expected, got \"on\""
      },
      {
        "routes: [bar-rw, lpar]",
        "routes: [bar_rw]",
        "11:10: routes: one of <ROUTES> was expected, got \"bar_rw\"; did you mean bar-rw?"
      },
      {
        "routes: [bar-rw, lpar]",
        "routes: []",
        "11:9: routes: at least one value was expected, got a list"
      },
      {
        "offset: 0x0, length: 8}\n    name",
        "offset: 0x0, length: 9000}\n    name",
        "13:45: length: pcistb carries 0 to 8191 bytes (a field of 13 bits), got 9000"
      },
      {
        "offset: 0x0, length: 8}\n    name",
        "offset: 0xg}\n    name",
        "13:32: offset: a number, decimal or with 0x was expected, got \"0xg\""
      },
      {
        "space: 2, offset: 0x0, length: 8}\n",
        "offset: 0x0, length: 8}\n",
        "13:13: space was expected, got no such field"
      },
      {"function: a", "function: c", "15:57: function: one of a, b was expected, got \"c\""},
      {
        "function: a",
        "data: 00",
        "15:47: one of space, offset, length, memory, problem-state, function was expected, got data"
      },
      {
        "- pcilg:",
        "- pcligg:",
        "15:5: one of name, <KINDS> was expected, got pcligg; did you mean pcilg?"
      },
      {
        "- pcilg: {",
        "- name: block\n    pcilg: {",
        "15:5: name: a name of its own was expected, got \"block\" again"
      },
      {
        "- pcilg: {",
        "- name: 12\n    pcilg: {",
        "15:11: name: a name that is no number was expected, got \"12\""
      },
      {
        "- pcilg: {space: 2, offset: 0x0, length: 8, function: a}",
        "- pcilg",
        "15:5: workload: a mapping was expected, got \"pcilg\""
      },
      {
        "- pcilg: {space: 2, offset: 0x0, length: 8, function: a}",
        "- pcilg:",
        "15:11: space was expected, got no such field"
      },
      {
        "    name: block",
        "    name: block\n    ioread: {}",
        "15:13: one kind of step was expected, got pcistb and ioread"
      },
      {"fails: yes", "fails: perhaps", "18:12: fails: on or off was expected, got \"perhaps\""},
      {
        "step: block",
        "step: blok",
        "21:15: step: a step's name or its number was expected, got \"blok\"; did you mean block?"
      },
      {"step: 2", "step: 3", "27:15: step: a number from 1 to 2 was expected, got \"3\""},
      {
        "verdict: {any: [cut, refused]}",
        "verdict: refuse",
        "22:18: verdict: one of unavailable, refused, lost, corrupted, cut, delivered was expected, got \"refuse\"; did you mean refused?"
      },
      {
        "verdict: {any: [cut, refused]}",
        "verdict: {any: [cut, refuse]}",
        "22:30: any: one of unavailable, refused, lost, corrupted, cut, delivered was expected, got \"refuse\"; did you mean refused?"
      },
      {
        "verdict: {any: [cut, refused]}",
        "verdict: {contains: cut}",
        "22:19: one of any, not was expected, got contains"
      },
      {
        "verdict: {any: [cut, refused]}",
        "verdict: {}",
        "22:18: verdict: a word or one of any, not, contains was expected, got a mapping"
      },
      {
        "verdict: {any: [cut, refused]}",
        "verdict: [cut]",
        "22:18: verdict: a text was expected, got a list"
      },
      {
        "verdict: {any: [cut, refused]}",
        "verdcit: cut",
        "22:9: a fact of pcistb was expected, one of <FACTS>, got verdcit; did you mean verdict?"
      },
      {
        "why: {contains: [4, arrived]}",
        "loaded: 00",
        "25:9: a fact of pcistb was expected, one of <FACTS>, got loaded"
      },
      {
        "pieces: 0x2",
        "pieces: two",
        "26:17: pieces: a number, decimal or with 0x was expected, got \"two\""
      },
      {
        "name: not plugged",
        "name: linux-5.10",
        "29:5: name: a name of its own was expected, got \"linux-5.10\" again"
      },
      {
        "plug: {contains: MSI-X}",
        "step: 1",
        "31:7: expect: a fact was expected, as verdict or plug, got none"
      },
      {
        "plug: {contains: MSI-X}\n",
        "plug: x\n...\n---\na: b\n",
        "33:1: the end of the file was expected, got a second document"
      },
      {
        "plug: {contains: MSI-X}",
        "plug: {contains: MSI-X\n",
        "33:1: YAML was expected, got none: expected ',' or '}', but got <stream end>"
      },
      {
        "      plug: {contains: MSI-X}",
        "    plug: {contains: MSI-X}",
        "31:5: one of name, fails, stack, routes, expect was expected, got plug"
      },
      {"title: The", "titel: The", "3:1: title was expected, got titel"},
    };
    for (String[] each : table) {
      assertEquals("t.yaml:" + withLists(each[2]), with(each[0], each[1]));
    }
  }

  /** What grows with versions and kinds of step stands in the table by a word of its own. */
  private static String withLists(String line) {
    StepKind pcistb = StepKinds.of(Operation.PCISTB);
    return line.replace("<QEMU>", names(QemuVersion.all().stream().map(QemuVersion::name)))
        .replace("<LINUX>", names(LinuxVersion.all().stream().map(LinuxVersion::name)))
        .replace("<ROUTES>", names(ScenarioRoutes.named().stream().map(Route::name)))
        .replace("<KINDS>", StepKinds.words())
        .replace(
            "<FACTS>",
            names(
                Stream.concat(pcistb.facts().stream(), RunFacts.list().stream()).map(Fact::name)));
  }

  private static String names(Stream<String> names) {
    return names.collect(Collectors.joining(", "));
  }

  @Test
  void whatIsNoScenarioAtAll() {
    String[][] table = {
      {"", "1:1: a scenario was expected, got nothing"},
      {"# only\n", "1:1: a scenario was expected, got nothing"},
      {"[]", "1:1: scenario: a mapping was expected, got a list"},
      {"a: " + "[".repeat(100_000), "1:19: at most 16 levels were expected, got more"},
      {"a: \u0007", "1:4: a character of a text was expected, got U+0007"},
      {
        "? [a, b]\n: c\n",
        "1:1: YAML was expected, got none: Non scalar key is detected but it is not configured to be allowed."
      },
    };
    for (String[] each : table) {
      assertEquals("t.yaml:" + each[1], refused(each[0]));
    }
  }

  @Test
  void aFileThatCannotBeRead(@TempDir Path folder) throws IOException {
    assertEquals(
        folder + ": a file was expected, got a directory",
        assertThrows(ScenarioException.class, () -> ScenarioReader.read(folder)).getMessage());
    Path file = folder.resolve("t.yaml");
    assertEquals(
        file + ": a file was expected, there is none",
        assertThrows(ScenarioException.class, () -> ScenarioReader.read(file)).getMessage());
    Files.write(file, "scenario: 1\ntitle: gr\u00fc\u00df\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        file + ":2:10: a text in UTF-8 was expected, got byte 0xfc",
        assertThrows(ScenarioException.class, () -> ScenarioReader.read(file)).getMessage());
    Files.write(file, new byte[(16 << 20) + 1]);
    assertEquals(
        file + ": at most 16 MiB were expected, got more",
        assertThrows(ScenarioException.class, () -> ScenarioReader.read(file)).getMessage());
    Files.writeString(file, GOOD.replace("id: g.2\n", ""));
    assertEquals("t", ScenarioReader.read(file).name());
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsAreNoError() {
    Scenario scenario = ScenarioReader.read("t.yaml", "t", "\ufeff" + GOOD.replace("\n", "\r\n"));
    assertEquals("The splitter of 2020 cuts a block", scenario.title());
  }
}
