package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkCommandTest {
  private static final String HEADER =
      """
      {"recording":1,"kind":"function-operations","functions":{"a":{"gid":"0x1"}}}\
      """;
  private static final String READ_GID =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":0,"len":8,"data":"0000000300000008"}\
      """;
  private static final String LOAD =
      """
      {"fn":"a","op":"pcilg","bar":2,"offset":0,"len":8,"data":"0000000300000010"}\
      """;
  private static final String ADDRESS =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":8,"len":8,"data":"0000000100000000"}\
      """;
  private static final String REG_SBA =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":0,"len":8,"data":"0000000100000010"}\
      """;

  @TempDir Path folder;
  private Path file = Path.of("");

  /** The SBA is registered where nothing is mapped: the function goes into error. */
  @BeforeEach
  void record() throws IOException {
    file = folder.resolve("sba.jsonl");
    Files.write(
        file, List.of(HEADER, READ_GID, LOAD, ADDRESS, REG_SBA, LOAD, READ_GID, LOAD, LOAD));
  }

  @Test
  void whatIsLeftIsARecording() throws IOException {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "interpretation");
    assertEquals(0, ran.exit());
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA), ran.lines());
    assertTrue(
        ran.err()
            .matches(
                "zpci: 2 steps are left after [0-9]+ runs; line 5, pcistb 2 0x0 8: refused by"
                    + " device, R-24\n"),
        ran.err());
    Path left = folder.resolve("left.jsonl");
    Ran written = Ran.zpci("shrink", "-q", "" + file, "--route", "lpar", "--recording", "" + left);
    assertEquals(new Ran(0, "", ""), written);
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA), Files.readAllLines(left));
    Ran replay = Ran.zpci("replay", "" + left, "--route", "lpar");
    assertTrue(replay.out().contains("line 3  refused  device  R-24"), replay.out());
  }

  @Test
  void anotherRuleMayBeAskedFor() {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar", "--rule", "R-29");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA, LOAD), ran.lines());
  }

  @Test
  void whereNothingFailsNothingIsLeft() {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar", "--rule", "R-02");
    assertEquals(
        new Ran(1, "", "zpci: " + file + ": no operation fails by R-02 on this route\n"), ran);
  }

  @Test
  void otherKindsOfRecordingsAreRefused() throws IOException {
    Files.write(file, List.of("{\"recording\":1,\"kind\":\"linux-io\"}"));
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar");
    assertEquals(
        new Ran(
            3,
            "",
            "zpci: "
                + file
                + ":1: a recording of kind function-operations was expected, got linux-io\n"),
        ran);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.jsonl --route lpar --junit x.java|--junit: a class name with .java was expected, got"
            + " 'x.java'",
        "x.jsonl --route all|--route: one route was expected",
        "x.jsonl --route lpar --attempts 0|--attempts: a number of runs from 1 to 1000000 was"
            + " expected, got '0'"
      })
  void wrongUsageIsOneLine(String args, String said) {
    Ran ran = Ran.zpci(("shrink " + args).split(" "));
    assertEquals(new Ran(2, "", "zpci shrink: " + said + " (try 'zpci shrink --help')\n"), ran);
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Ran ran = Ran.zpci("shrink", "x.jsonl", "--route", "lpar");
    assertEquals(new Ran(3, "", "zpci: x.jsonl: no such file\n"), ran);
  }

  @Test
  void aRouteIsNeededWhereTheFileNamesNone() {
    Ran ran = Ran.zpci("shrink", "" + file);
    assertEquals(
        new Ran(2, "", "zpci shrink: --route: one route was expected (try 'zpci shrink --help')\n"),
        ran);
  }

  /** QEMU refuses every block of 8, and nobody else does: its length stays. */
  @Test
  void operationsAloneAreAScenarioAndATest() throws IOException {
    Path scenario = folder.resolve("s.yaml");
    Path test = folder.resolve("STest.java");
    Ran ran =
        Ran.zpci(
            "shrink",
            "" + file,
            "--route",
            "bar-rw",
            "--scenario",
            "" + scenario,
            "--junit",
            "" + test);
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("", ran.out());
    assertTrue(
        ran.err()
            .matches(
                "zpci: 1 step is left after [0-9]+ runs; line 2, pcistb 2 0x0 8: refused by qemu,"
                    + " qemu\\.pcistb\\.7\nzpci:   pcistb 2 0x0 8 of 0000000000000000\n"),
        ran.err());
    assertTrue(
        Files.readString(scenario)
            .contains(
                "workload:\n  - pcistb: {space: 2, offset: 0x0, data: 0000000000000000}\ncases:\n"));
    assertTrue(
        Files.readString(test)
            .contains("Issued.store(Operation.PCISTB, 2, 0x0, Bytes.of(new byte[8])))));\n"));
  }

  @Test
  void whatNeedsTheRecordingIsNoScenario() throws IOException {
    String map =
        "{\"fn\":\"a\",\"op\":\"dma_map\",\"flags\":3,\"offset\":0,\"addr\":\"0x20000\",\"size\":4096}";
    String payload =
        "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":2,\"offset\":8,\"len\":32,\"data\":\""
            + "00000000000200000000100000000020"
            + "00000000000000000000000000000001\"}";
    String header =
        "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":2,\"offset\":0,\"len\":8,\"data\":\"0000000a00000028\"}";
    String token =
        "{\"fn\":\"a\",\"op\":\"ism-command\",\"cmd\":\"REG_DMB\",\"ret\":0,\"tok\":\"0x700000000\"}";
    String signal =
        "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":0,\"offset\":\"0x700800000\",\"len\":1,\"data\":\"01\"}";
    Files.write(file, List.of(HEADER, READ_GID, map, payload, header, token, LOAD, signal));
    Path scenario = folder.resolve("s.yaml");
    Path test = folder.resolve("STest.java");
    Ran ran =
        Ran.zpci(
            "shrink",
            "" + file,
            "--route",
            "lpar",
            "--rule",
            "R-23",
            "--scenario",
            "" + scenario,
            "--junit",
            "" + test);
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(
        ran.err().contains("zpci: " + scenario + " is not written: what is left fails only"),
        ran.err());
    assertTrue(Files.notExists(scenario));
    assertTrue(Files.readString(test).contains("RecordingRunner runner"));
    assertTrue(Files.readString(test).contains("            " + signal + "\n"));
  }

  /** A recording of kind issued-operations names its route and versions; options go over them. */
  @Test
  void whatWasIssuedIsShrunkToo() throws IOException {
    Path found = folder.resolve("found.jsonl");
    Ran fuzz =
        Ran.zpci(
            "fuzz",
            "--route",
            "bar-rw",
            "--device",
            "memory",
            "--host",
            "linux-5.10",
            "--runs",
            "1",
            "--attempts",
            "1",
            "--recording",
            "" + found);
    assertEquals(1, fuzz.exit(), fuzz.err());
    List<String> whole = Files.readAllLines(found);
    Ran ran = Ran.zpci("shrink", "" + found);
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(whole.getFirst(), ran.lines().getFirst());
    assertEquals(2, ran.lines().size());
    assertTrue(
        ran.err()
            .matches(
                "zpci: 1 step is left after [0-9]+ runs; line [0-9]+, pcistb .*: cut by qemu\n"),
        ran.err());
    Ran none = Ran.zpci("shrink", "" + found, "--route", "lpar");
    assertEquals(new Ran(1, "", "zpci: " + found + ": no operation fails on this route\n"), none);
    Ran newer = Ran.zpci("shrink", "-q", "" + found, "--host", "linux-7.2");
    assertTrue(newer.lines().getFirst().contains("\"host\":\"linux-7.2\""), newer.out());
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() {
    Path nowhere = folder.resolve("none").resolve("x.yaml");
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "bar-rw", "--scenario", "" + nowhere);
    assertEquals(3, ran.exit());
    assertTrue(ran.err().startsWith("zpci: " + nowhere + ": cannot be written ("), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  void aTerminalHasABarAndVerboseALineForEachStep() {
    Ran terminal = Ran.zpci(true, true, null, "shrink", "" + file, "--route", "lpar");
    assertTrue(terminal.err().contains("shrink"), terminal.err());
    assertTrue(terminal.err().contains(" steps gone"), terminal.err());
    Ran quiet = Ran.zpci(true, true, null, "shrink", "-q", "" + file, "--route", "lpar");
    assertEquals("", quiet.err());
    Ran verbose = Ran.zpci("shrink", "-v", "" + file, "--route", "lpar");
    assertTrue(verbose.err().contains(" of 8 steps are left after "), verbose.err());
  }

  private Path scenario() throws IOException {
    Path scenario = folder.resolve("mine.yaml");
    Files.writeString(
        scenario,
        """
        scenario: 1
        title: mine
        device: {model: memory}
        workload:
          - pcilg: {space: 15, offset: 0, length: 4}
          - pcistb: {space: 0, offset: 0x40, length: 64}
          - pcilg: {space: 15, offset: 0, length: 4}
        cases:
          - {name: x, routes: [lpar, bar-rw], expect: [{step: 2, verdict: delivered}]}
        """);
    return scenario;
  }

  @Test
  void aScenarioIsShrunkToAScenario() throws IOException {
    Path mine = scenario();
    Ran ran = Ran.zpci("shrink", "" + mine, "--route", "bar-rw");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(
        ran.err()
            .matches(
                "zpci: 1 step is left after [0-9]+ runs; step 2, pcistb 0 0x40 64: cut by qemu\n"),
        ran.err());
    assertTrue(
        ran.out().startsWith("scenario: 1\ntitle: \"pcistb 0 0x0 16: cut by qemu\"\n"), ran.out());
    Path left = folder.resolve("left.yaml");
    Ran written = Ran.zpci("shrink", "-q", "" + mine, "--route", "bar-rw", "--scenario", "" + left);
    assertEquals(new Ran(0, "", ""), written);
    assertEquals(ran.out(), Files.readString(left));
    Ran run = Ran.zpci("run", "" + left);
    assertEquals(0, run.exit(), run.out());
    assertTrue(run.out().contains("3 facts expected, 0 not met"), run.out());
  }

  @Test
  void aScenarioOfTheCatalogueHasItsRouteAndVersions() {
    Ran ran = Ran.zpci("shrink", "g.2");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.out().contains("qemu: qemu-7.2, host: linux-5.10"), ran.out());
    assertTrue(ran.out().contains("routes: [bar-rw]"), ran.out());
    assertTrue(ran.out().contains("rule: R-02"), ran.out());
    assertTrue(ran.err().contains("; step 1, pcistb 2 0x8 16: lost by qemu, R-02\n"), ran.err());
  }

  @Test
  void aScenarioIsNoRecording() throws IOException {
    Ran none = Ran.zpci("shrink", "" + scenario());
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("--route: one route was expected"), none.err());
    Ran recording = Ran.zpci("shrink", "" + scenario(), "--route", "bar-rw", "--recording", "-");
    assertEquals(2, recording.exit());
    assertTrue(
        recording.err().contains("--recording: a recording was expected as FILE, got a scenario"),
        recording.err());
    Ran bad = Ran.zpci("shrink", "none.yaml", "--route", "bar-rw");
    assertEquals(new Ran(3, "", "zpci: none.yaml: no such file\n"), bad);
  }
}
