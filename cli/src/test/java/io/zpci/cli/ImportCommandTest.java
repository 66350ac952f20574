package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.scenario.ScenarioReader;
import io.zpci.scenario.ScenarioRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImportCommandTest {
  private static final String DUMP = sample("s390dbf-probe-refused.txt");
  private static final String TRACE = sample("qemu-trace-probe.log");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private static String sample(String name) {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here.resolve("tests/logs").resolve(name).toString();
  }

  private static List<JsonNode> json(String... arguments) {
    Ran ran = Ran.zpci(arguments);
    assertEquals(0, ran.exit(), ran.err());
    return ran.lines().stream().map(JSON::readTree).toList();
  }

  private static List<JsonNode> records(List<JsonNode> lines, String record) {
    return lines.stream().filter(line -> line.get("record").stringValue().equals(record)).toList();
  }

  @Test
  void theRefusedHeaderIsExplained() {
    Ran ran = Ran.zpci("import", DUMP, TRACE);
    assertEquals(0, ran.exit());
    String out = ran.out().replace(Path.of(DUMP).getParent() + "/", "");
    String told =
        """
          s390dbf-probe-refused.txt:9-10: PCISTB of 8 bytes to BAR2+0x0, handle 0x80020000: program check (-ENXIO)
            bar-rw: refused by qemu, qemu.pcistb.7: A block is longer than 8 bytes and a multiple of 8 long.
              this is the header of an ISM command: without it the function does nothing
            refused before vfio saw it: no line of qemu-trace-probe.log stores to BAR2+0x0 (of BAR2 it has vfio_region: 32 loads, 0 stores; vfio_user_region_rw: 32 loads, 0 stores)
        """;
    assertTrue(out.contains(told), out);
    assertTrue(out.contains("  16: cat: can't open"), out);
    assertEquals(
        "zpci: values of the trace are read as those of a little-endian host; --host-endian be"
            + " for one of a big-endian host\n",
        ran.err());
    assertEquals("", Ran.zpci("import", TRACE, "--host-endian", "le").err());
    assertEquals("", Ran.zpci("import", DUMP).err());
  }

  @Test
  void everyEntryIsShownToWhoAsks() {
    Ran ran = Ran.zpci("import", "-v", TRACE);
    assertTrue(
        ran.lines()
            .contains(
                TRACE
                    + ":447  load of 8 bytes at BAR2+0x0 of vfio-user:/lab/a.sock:"
                    + " 0000000100000008"),
        ran.out());
    assertEquals(
        522, ran.lines().stream().filter(line -> line.startsWith(TRACE + ":")).count() - 1);
  }

  @Test
  void objectsForPrograms() {
    List<JsonNode> lines = json("import", "--json", DUMP, TRACE);
    assertEquals(528, records(lines, "entry").size());
    JsonNode header = records(lines, "refusal").getLast();
    assertEquals("pcistb", header.get("instructions").get(0).stringValue());
    assertEquals(2, header.get("space").intValue());
    assertEquals(0, header.get("second").intValue());
    assertEquals(8, header.get("length").intValue());
    assertEquals(-6, header.get("cc").intValue());
    assertEquals("not-in-trace", header.get("trace").stringValue());
    JsonNode reason = header.get("reasons").get(0);
    assertEquals("model", reason.get("by").stringValue());
    assertEquals("qemu.pcistb.7", reason.get("rules").get(0).get("id").stringValue());
    JsonNode file = records(lines, "file").getFirst();
    assertEquals(6, file.get("foreign").intValue());
    assertEquals(6, file.get("entries").get("s390dbf").intValue());
    assertEquals(5, file.get("foreignFirst").size());
    JsonNode function = records(lines, "function").getFirst();
    assertEquals(0x11, function.get("fid").intValue());
    assertEquals(0x1014, function.get("vendor").intValue());
    assertEquals(3, records(lines, "region").size());
    assertEquals(7, records(lines, "answered-unasked").getFirst().get("commands").size());
  }

  /** Every kind of entry has its own fields. */
  @Test
  void everyKindOfEntry() {
    List<JsonNode> lines =
        json(
            "import",
            "--json",
            sample("s390dbf-linux-5.10.txt"),
            sample("s390dbf-linux-6.1.txt"),
            sample("lspci-ism.txt"),
            sample("lspci-nvme.txt"));
    assertEquals(
        List.of(
            "clp-call",
            "config-dump",
            "dma-failure",
            "event",
            "instruction",
            "message",
            "mmio-call"),
        records(lines, "entry").stream()
            .map(line -> line.get("kind").stringValue())
            .distinct()
            .sorted()
            .toList());
    JsonNode ism = records(lines, "config").getFirst();
    JsonNode answer = ism.get("routes").get(2);
    assertEquals("bar-rw", answer.get("route").stringValue());
    assertEquals("qemu.plug.7", answer.get("rule").stringValue());
    assertEquals(
        "MSI: 1 vector, 64-bit, on", ism.get("capabilities").get(0).get("says").stringValue());
    assertTrue(records(lines, "version").size() > 8);
  }

  @Test
  void functionsAreDecoded() {
    Ran ran = Ran.zpci("import", sample("lspci-ism.txt"), "--format", "lspci");
    assertTrue(
        ran.out().contains("bar-rw                refused, MSI-X mandatory  qemu.plug.7"),
        ran.out());
    Ran none = Ran.zpci("import", sample("lspci-ism.txt"), "--format", "s390dbf");
    assertTrue(none.out().contains("22 lines: nothing that is known, 22 other lines"), none.out());
  }

  @Test
  void dumpsThatSayNothingAreSaid() throws IOException {
    Path file = folder.resolve("lspci.txt");
    Files.writeString(
        file,
        "00:00.0 A device\n00:01.0 Gone\n00: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n");
    Ran ran = Ran.zpci("import", "" + file);
    assertTrue(ran.out().contains("  no bytes of configuration space"), ran.out());
    assertTrue(ran.out().contains("  all bytes are ff"), ran.out());
  }

  @Test
  void manyRecordsAreShownInPart() throws IOException {
    Path file = folder.resolve("many.txt");
    String message = "00 01607500000:000100 3 - 0000 000003ffe0128c02  rsv fid:22\n";
    Files.writeString(file, message.repeat(50));
    Ran ran = Ran.zpci("import", "" + file);
    assertTrue(ran.out().contains("  and 10 more (-v shows all)"), ran.out());
    assertEquals(40, ran.lines().stream().filter(line -> line.contains("is reserved now")).count());
  }

  /** Versions are those that the logs betray, unless somebody asks for others. */
  @Test
  void versionsAreLearned() {
    String old = sample("s390dbf-linux-5.10.txt");
    assertTrue(Ran.zpci("import", old).out().contains("the model: guest linux-5.10, qemu-11.1"));
    assertTrue(
        Ran.zpci("import", old, "--guest", "linux-7.2", "--qemu", "qemu-5.2")
            .out()
            .contains("the model: guest linux-7.2, qemu-5.2"));
    assertTrue(Ran.zpci("import", DUMP).out().contains("host linux-7.2 big-endian"));
    assertTrue(Ran.zpci("import", DUMP, TRACE).out().contains("host linux-7.2 little-endian"));
  }

  @Test
  void aScenarioIsWrittenThatIsReadAndMet() {
    Path file = folder.resolve("refused.yaml");
    Ran ran = Ran.zpci("import", "-q", DUMP, "--scenario", "" + file);
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(new ScenarioRunner().run(ScenarioReader.read(file)).met());
  }

  @ParameterizedTest
  @CsvSource({
    "s390dbf-probe-refused.txt, 2",
    "qemu-trace-probe.log, 32",
    "s390dbf-linux-6.1.txt, 5"
  })
  void aRecordingIsWrittenThatReplays(String log, int operations) {
    Path file = folder.resolve("recording.jsonl");
    Ran ran = Ran.zpci("import", sample(log), "--recording", "" + file);
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.err().contains("as the model has it, on "), ran.err());
    Ran replay = Ran.zpci("replay", "" + file);
    assertEquals(
        file + ": %d operations, %d equal, 0 differ\n".formatted(operations, operations),
        replay.out());
  }

  @Test
  void whatCannotBeIssuedAgainIsSaid() {
    Path file = folder.resolve("recording.jsonl");
    Ran ran = Ran.zpci("import", sample("s390dbf-linux-6.1.txt"), "--recording", "" + file);
    assertTrue(
        ran.err().startsWith("zpci: left out, for they cannot be issued again: 6\n"), ran.err());
    Ran none = Ran.zpci("import", sample("lspci-ism.txt"), "--recording", "" + file + "2");
    assertEquals(3, none.exit());
    assertTrue(none.err().endsWith("no operation that could be issued again\n"), none.err());
    assertFalse(Files.exists(Path.of(file + "2")));
  }

  @Test
  void aRouteMayBeChosen() {
    Ran ran = Ran.zpci("import", DUMP, "--route", "lpar", "--device", "memory");
    assertTrue(ran.out().contains("lpar: refused by firmware, firmware.pcistb.length"), ran.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import|Missing required parameter: 'FILE'",
        "import x --format x|--format: 'x' is not known; known are qemu-trace, s390dbf, lspci",
        "import x --route all|--route: one route was expected",
        "import x --device y|--device: 'y' is not known; known are ism, memory"
      })
  void wrongUsageIsOneLine(String arguments, String said) {
    Ran ran = Ran.zpci(arguments.split(" ", -1));
    assertEquals(2, ran.exit());
    assertEquals("zpci import: " + said + " (try 'zpci import --help')\n", ran.err());
  }

  @Test
  void whatCannotBeReadIsOneLine() {
    assertEquals(
        new Ran(3, "", "zpci: " + folder.resolve("x") + ": no such file\n"),
        Ran.zpci("import", DUMP, "" + folder.resolve("x")));
    Ran directory = Ran.zpci("import", "" + folder);
    assertEquals(3, directory.exit());
    assertTrue(
        directory.err().startsWith("zpci: " + folder + ": cannot be read: "), directory.err());
  }

  /** An empty log says nothing, and that is no error. */
  @Test
  void anEmptyLogIsNoError() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    assertEquals(
        new Ran(0, file + ": 0 lines: nothing that is known\n", ""), Ran.zpci("import", "" + file));
  }

  @Test
  void colours() {
    Ran ran = Ran.zpci("import", DUMP, "--color", "always");
    assertTrue(
        ran.lines().stream().collect(Collectors.joining("\n")).contains("\u001b[31m"), ran.out());
  }
}
