package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  /** Three runs with five facts. */
  static final String SPLIT =
      """
      scenario: 1
      title: A block is cut
      symptom: stores arrive
      stack: {qemu: qemu-7.2, guest: linux-5.10, mio: off}
      device: {model: memory}
      routes: [bar-rw]
      workload:
        - pcistb: {space: 0, offset: 0x0, length: 16}
          name: block
        - pcilg: {space: 0, offset: 0x0, length: 8}
      cases:
        - name: pieces of 4
          fails: yes
          stack: {host: [linux-5.10, linux-6.1]}
          expect:
            - step: block
              verdict: cut
              arrived: [pcistg 0 0x0 4, pcistg 0 0x4 4, pcistg 0 0x8 4, pcistg 0 0xc 4]
        - name: whole
          fails: no
          routes: [lpar]
          stack: {host: linux-7.2}
          expect:
            - {step: block, verdict: delivered, arrived: [pcistb 0 0x0 16]}
            - {told: cc 0}
      """;

  @TempDir Path folder;

  private String scenario(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aTableForEachCase() throws Exception {
    assertEquals(
        new Ran(
            0,
            """
            split: A block is cut
            stores arrive
            memory; guest linux-5.10, qemu-7.2, big-endian host, MIO off

            pieces of 4 (these have the failure)
            host        route   step   verdict  by    rule  also                               expected
            ----------  ------  -----  -------  ----  ----  ---------------------------------  --------
            linux-5.10  bar-rw  block  cut      qemu        arrived pcistg 0 0x0 4 and 3 more  met
            linux-6.1   bar-rw  block  cut      qemu        arrived pcistg 0 0x0 4 and 3 more  met

            whole (these do not have it)
            host       route  step   verdict    by  rule  also                     expected
            ---------  -----  -----  ---------  --  ----  -----------------------  --------
            linux-7.2  lpar   block  delivered            arrived pcistb 0 0x0 16  met
                              2      delivered            told cc 0                met

            3 runs, 7 facts expected, 0 not met
            """,
            ""),
        Ran.zpci("run", scenario("split.yaml", SPLIT)));
  }

  @Test
  void whatIsNotMetIsSaidWithWhatWasSeen() throws Exception {
    String file =
        scenario(
            "split.yml",
            SPLIT.replace("verdict: cut", "verdict: lost").replace("told: cc 0", "told: cc 1"));
    Ran ran = Ran.zpci("run", file);
    assertEquals(1, ran.exit());
    assertEquals("", ran.err());
    assertEquals(3, ran.lines().stream().filter(line -> line.endsWith("  NOT MET")).count());
    List<String> lines = ran.lines();
    String stack = "(guest linux-5.10, qemu-7.2, host %s big-endian, MIO off)";
    assertEquals(
        List.of(
            "not met "
                + file
                + ":17:20: split, bar-rw, step block: verdict: lost was expected, got cut "
                + stack.formatted("linux-5.10"),
            "not met "
                + file
                + ":17:20: split, bar-rw, step block: verdict: lost was expected, got cut "
                + stack.formatted("linux-6.1"),
            "not met "
                + file
                + ":25:16: split, lpar, step 2: told: cc 1 was expected, got cc 0 "
                + stack.formatted("linux-7.2"),
            "",
            "3 runs, 7 facts expected, 3 not met"),
        lines.subList(lines.size() - 5, lines.size()).stream()
            .map(line ->
                line.replaceAll(":\\d+:\\d+: split, bar-rw", ":17:20: split, bar-rw")
                    .replaceAll(":\\d+:\\d+: split, lpar", ":25:16: split, lpar"))
            .toList());
  }

  @Test
  void oneRouteIsRunAlone() throws Exception {
    String file = scenario("split.yaml", SPLIT);
    Ran ran = Ran.zpci("run", file, "--route", "lpar");
    assertEquals(0, ran.exit());
    assertEquals("1 runs, 3 facts expected, 0 not met", ran.lines().getLast());
    assertFalse(ran.out().contains("pieces of 4"), ran.out());
    assertEquals(Ran.zpci("run", file), Ran.zpci("run", file, "--route", "all"));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci run: --route: no case of what was asked for is on interpretation (try 'zpci run"
                + " --help')\n"),
        Ran.zpci("run", file, "--route", "interpretation"));
  }

  @Test
  void severalScenariosAreARowEach() throws Exception {
    String bad = scenario("bad.yaml", SPLIT.replace("verdict: cut", "verdict: lost"));
    Ran ran = Ran.zpci("run", scenario("split.yaml", SPLIT), bad, "--route", "bar-rw");
    assertEquals(1, ran.exit());
    assertEquals(
        List.of(
            "scenario  runs  have it  have not  expected  not met  title",
            "--------  ----  -------  --------  --------  -------  --------------",
            "split        2        2         0         4        0  A block is cut",
            "bad          2        2         0         4        2  A block is cut",
            ""),
        ran.lines().subList(0, 5));
    assertTrue(ran.lines().get(5).startsWith("not met " + bad), ran.out());
    assertEquals("2 scenarios, 4 runs, 8 facts expected, 2 not met", ran.lines().getLast());
  }

  @Test
  void jsonIsAnObjectARun() throws Exception {
    String bad = SPLIT.replace("told: cc 0", "told: cc 1");
    Ran ran = Ran.zpci("run", scenario("split.yaml", bad), "--json");
    assertEquals(1, ran.exit());
    assertEquals(3, ran.lines().size());
    assertEquals(
        "{\"scenario\":\"split\",\"case\":\"pieces of 4\",\"fails\":true,\"route\":\"bar-rw\","
            + "\"qemu\":\"qemu-7.2\",\"host\":\"linux-5.10\",\"guest\":\"linux-5.10\","
            + "\"hostEndian\":\"be\",\"mio\":\"off\",\"mioMapping\":\"fails\","
            + "\"plug\":\"accepted\",\"unavailable\":null,\"met\":true,"
            + "\"expectations\":[{\"step\":\"block\",\"what\":\"pcistb 0 0x0 16\","
            + "\"notDone\":null,\"met\":true,\"seen\":{\"verdict\":[\"cut\"],\"arrived\":"
            + "[\"pcistg 0 0x0 4\",\"pcistg 0 0x4 4\",\"pcistg 0 0x8 4\",\"pcistg 0 0xc 4\"]}}],"
            + "\"unmet\":[]}",
        ran.lines().getFirst());
    assertTrue(
        ran.lines()
            .getLast()
            .contains(
                "\"unmet\":[{\"step\":\"2\",\"fact\":\"told\",\"expected\":\"cc 1\","
                    + "\"seen\":[\"cc 0\"],\"why\":\"told: cc 1 was expected, got cc 0\","
                    + "\"place\":\""),
        ran.lines().getLast());
  }

  @Test
  void aScenarioWithoutFailureHasNoWordOfIt() throws Exception {
    Ran ran = Ran.zpci("run", scenario("s.yaml", SPLIT.replaceAll("(?m)^ +fails: .*\\R", "")));
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.out().contains("\npieces of 4\n"), ran.out());
    Ran json = Ran.zpci("run", folder.resolve("s.yaml").toString(), "--json");
    assertTrue(json.lines().getFirst().contains("\"fails\":null,"), json.out());
  }

  @Test
  void whatCannotBeReadIsOneLine() throws Exception {
    String bad = scenario("bad.yaml", "scenario: 1\ntitle: x\ndevice: {model: nvme}\n");
    Ran ran = Ran.zpci("run", bad);
    assertEquals(3, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("zpci: " + bad + ":"), ran.err());
    assertEquals(1, ran.err().lines().count());
    Path gone = folder.resolve("gone.yaml");
    assertEquals(
        new Ran(3, "", "zpci: " + gone + ": no such file\n"), Ran.zpci("run", gone.toString()));
    // None is run before all are read.
    assertEquals(
        new Ran(3, "", "zpci: " + gone + ": no such file\n"),
        Ran.zpci("run", scenario("split.yaml", SPLIT), gone.toString()));
  }

  @Test
  void wrongUsage() {
    assertEquals(
        new Ran(
            2,
            "",
            "zpci run: FILE or NAME: a scenario was expected, or --all (try 'zpci run --help')\n"),
        Ran.zpci("run"));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci run: --all: no FILE or NAME was expected with it (try 'zpci run --help')\n"),
        Ran.zpci("run", "--all", "g.2"));
    Ran unknown = Ran.zpci("run", "g.222");
    assertEquals(2, unknown.exit());
    assertTrue(
        unknown
            .err()
            .startsWith(
                "zpci run: 'g.222' is no file, and not of the catalogue; close to it are g.2"),
        unknown.err());
  }

  @Test
  void theCatalogueIsRunByItsIds() {
    Ran ran = Ran.zpci("run", "g.6");
    assertEquals(0, ran.exit(), ran.out() + ran.err());
    assertTrue(ran.out().startsWith("g.6: "), ran.out());
    assertEquals(ran, Ran.zpci("run", "G.6"));
  }

  @Test
  void allOfTheCatalogueMeetsItsExpectations() {
    Ran ran = Ran.zpci("run", "--all", "--json");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.lines().getFirst().startsWith("{\"scenario\":\"seed\","), ran.out());
    Ran table = Ran.zpci("run", "--all");
    assertEquals(0, table.exit());
    assertTrue(table.lines().getLast().endsWith(" 0 not met"), table.lines().getLast());
    assertTrue(table.lines().getLast().contains(ran.lines().size() + " runs, "), table.out());
  }

  @Test
  void progressIsForTerminalsOnly() throws Exception {
    String file = scenario("split.yaml", SPLIT);
    Ran shown = Ran.zpci(true, true, null, "run", file, file);
    assertTrue(shown.err().contains("run"), shown.err());
    assertEquals("", Ran.zpci(true, true, null, "run", file, file, "-q").err());
    assertEquals("", Ran.zpci("run", file, file).err());
    assertNotEquals("", shown.out());
  }
}
