package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuzzCommandTest {
  @TempDir Path folder;

  @Test
  void aRouteThatWorksFailsNowhere() {
    Ran ran = Ran.zpci("fuzz", "--route", "interpretation", "--runs", "3", "--operations", "50");
    assertEquals(
        new Ran(
            0,
            """
            up to 3 sequences of 50 operations to ism, from seed 1 on; guest linux-7.2, qemu-11.1, \
            host linux-7.2 big-endian, MIO on
            route           runs  first failure  verdict  by  rule  seed  shrunk to
            --------------  ----  -------------  -------  --  ----  ----  ---------
            interpretation     3  none
            """,
            ""),
        ran);
  }

  @Test
  void theFirstFailureIsShrunkToItsLadder() {
    Ran ran = Ran.zpci("fuzz", "--route", "bar-rw", "--device", "memory", "--runs", "1");
    assertEquals(1, ran.exit());
    assertEquals("", ran.err());
    assertEquals(
        """
        1 sequence of 1000 operations to memory, seed 1; guest linux-7.2, qemu-11.1, host linux-7.2 \
        big-endian, MIO on
        route   runs  first failure          verdict  by    rule  seed  shrunk to
        ------  ----  ---------------------  -------  ----  ----  ----  ---------
        bar-rw     1  2: pcistb 2 0x3ab0 80  cut      qemu           1          1

        bar-rw: shrunk to 1 operation in 28 runs
          pcistb 2 0x0 16 of 00000000000000000000000000000000
        pcistb 2 0x0 16: cut by qemu: 2 MIO stores of 8 arrived
          guest             pcistb 2+0x0 16  cc 0     00000000000000000000000000000000
            qemu            pcistb 2+0x0 16  cc 0     00000000000000000000000000000000
              vfio          pwrite 2+0x0 8   8 bytes  0000000000000000
                host-linux  iowrite 2+0x0 8  done     0000000000000000
                  firmware  pcistgi 2+0x0 8  cc 0     0000000000000000
                    device  store 2+0x0 8    cc 0     0000000000000000
              vfio          pwrite 2+0x8 8   8 bytes  0000000000000000
                host-linux  iowrite 2+0x8 8  done     0000000000000000
                  firmware  pcistgi 2+0x8 8  cc 0     0000000000000000
                    device  store 2+0x8 8    cc 0     0000000000000000
        """,
        ran.out());
  }

  @Test
  void everyRouteHasARow() {
    Ran ran = Ran.zpci("fuzz", "--device", "memory", "--runs", "1", "--operations", "20");
    assertEquals(1, ran.exit());
    assertEquals(
        List.of(
            "lpar none",
            "interpretation none",
            "bar-rw cut",
            "ism-vfio-pci unavailable",
            "ism-vfio-pci-process unavailable",
            "zpci-io-region unavailable",
            "relaxed-pwrite unavailable"),
        ran.lines().subList(3, 10).stream()
            .map(row -> row.replaceAll("^(\\S+) .*\\b(none|cut|unavailable)\\b.*$", "$1 $2"))
            .toList());
    assertTrue(
        ran.out().contains("\nroute ism-vfio-pci: ism-vfio-pci binds to ISM only\n"), ran.out());
  }

  @Test
  void anObjectARoute() {
    Ran ran =
        Ran.zpci(
            "fuzz",
            "--route",
            "lpar",
            "--seed",
            "18446744073709551615",
            "--runs",
            "2",
            "--json",
            "--operations",
            "9");
    assertEquals(
        new Ran(
            0,
            """
            {"route":"lpar","qemu":"qemu-11.1","host":"linux-7.2","guest":"linux-7.2",\
            "device":"ism","operations":9,"firstSeed":18446744073709551615,"unavailable":null,\
            "runs":2,"seed":null,"first":null,"failure":null,"shrunk":null,"attempts":null,\
            "minimal":null}
            """,
            ""),
        ran);
  }

  @Test
  void aFailureIsAnObjectTwice() {
    Ran ran =
        Ran.zpci("fuzz", "--route", "lpar", "--wrong", "2", "--seed", "7", "--runs", "1", "--json");
    assertEquals(1, ran.exit());
    assertTrue(
        ran.out()
            .contains(
                """
                "seed":7,"first":{"index":189,"operation":"pcistb 0 0x10010200279a 1806",\
                "verdict":"refused","brokenBy":"device","rule":"R-19","why":"1 block of 1806\
                """),
        ran.out());
    assertTrue(
        ran.out()
            .contains(
                """
                "shrunk":[{"op":"pcistb","space":2,"offset":8,"length":8,\
                "data":"0000100100000000","memory":0,"problemState":false},\
                {"op":"pcistb","space":2,"offset":0,"length":8,"data":"0000000b00000010",\
                "memory":0,"problemState":false},\
                {"op":"pcistb","space":0,"offset":17596481011712,"length":1,"data":"00",\
                "memory":0,"problemState":false}],"attempts":202,"minimal":true}
                """),
        ran.out());
  }

  @Test
  void whatIsLeftIsATestAndARecording() throws IOException {
    Path test = folder.resolve("Seed7Test.java");
    Path recording = folder.resolve("seed7.jsonl");
    String[] args = {
      "fuzz",
      "--route",
      "lpar",
      "--wrong",
      "2",
      "--seed",
      "7",
      "--test",
      "" + test,
      "--recording",
      "" + recording
    };
    assertEquals(1, Ran.zpci(args).exit());
    String source = Files.readString(test);
    assertTrue(source.contains("\nclass Seed7Test {\n"), source);
    assertTrue(source.contains("Issued.store(Operation.PCISTB, 0, 0x100100000000L"), source);
    Ran replay = Ran.zpci("replay", "" + recording);
    assertEquals(new Ran(0, recording + ": 3 operations, 3 equal, 0 differ\n", ""), replay);
    Ran other = Ran.zpci("replay", "" + recording, "--route", "bar-rw");
    assertEquals(0, other.exit());
    assertTrue(other.out().contains("line 2  refused  qemu  qemu.pcistb.7"), other.out());
  }

  @Test
  void aRecordingWhoseFailureIsGoneDiffers() throws IOException {
    Path recording = folder.resolve("seed7.jsonl");
    Ran.zpci(
        "fuzz", "--route", "lpar", "--wrong", "2", "--seed", "7", "--recording", "" + recording);
    List<String> lines = Files.readAllLines(recording);
    Files.write(recording, List.of(lines.get(0), lines.get(3)));
    assertEquals(0, Ran.zpci("replay", "" + recording, "--route", "lpar").exit());
    Ran replay = Ran.zpci("replay", "" + recording);
    assertEquals(
        new Ran(
            1,
            recording
                + ": 1 operations, 0 equal, 1 differ\n"
                + "  line 2, verdict: expected refused, got delivered\n"
                + "  line 2, by: expected device, got nothing\n"
                + "  line 2, rule: expected R-19, got nothing\n",
            ""),
        replay);
  }

  @Test
  void nothingIsWrittenWhereNothingFails() {
    Path test = folder.resolve("NothingTest.java");
    Ran ran =
        Ran.zpci(
            "fuzz", "--route", "lpar", "--runs", "1", "--operations", "5", "--test", "" + test);
    assertEquals(0, ran.exit());
    assertEquals("zpci: nothing failed; " + test + " is not written\n", ran.err());
    assertFalse(Files.exists(test));
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine() {
    Path nowhere = folder.resolve("no/such/folder.jsonl");
    Ran ran = Ran.zpci("fuzz", "--route", "bar-rw", "--recording", "" + nowhere);
    assertEquals(3, ran.exit());
    assertTrue(ran.err().startsWith("zpci: " + nowhere + ": cannot be written ("), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void theEndIsComparedOnlyWhereItIsAskedFor() {
    Ran ran =
        Ran.zpci(
            "fuzz",
            "--route",
            "relaxed-pwrite",
            "--runs",
            "2",
            "--operations",
            "200",
            "--end-state");
    assertEquals(0, ran.exit(), ran.out());
  }

  @Test
  void fewAttemptsAreSaid() {
    Ran ran = Ran.zpci("fuzz", "--route", "bar-rw", "--device", "memory", "--attempts", "3");
    assertTrue(
        ran.out().contains(" in 3 runs, which were all; fewer or simpler may do\n"), ran.out());
  }

  @Test
  void aTerminalSeesABarThatGoesAwayAgain() {
    Ran ran = Ran.zpci(true, true, null, "fuzz", "--route", "lpar", "--runs", "4");
    assertEquals(0, ran.exit());
    assertTrue(ran.err().startsWith("\rlpar"), ran.err());
    assertTrue(ran.err().contains("4/4 runs"), ran.err());
    assertTrue(ran.err().endsWith("\r" + " ".repeat(79) + "\r"), ran.err());
    assertTrue(ran.out().contains("│ lpar"), ran.out());
    assertEquals(
        "", Ran.zpci(true, true, null, "fuzz", "-q", "--route", "lpar", "--runs", "1").err());
  }

  @Test
  void theSameCommandSaysTheSame() {
    String[] args = {"fuzz", "--route", "lpar", "--wrong", "5", "--seed", "40"};
    assertEquals(Ran.zpci(args), Ran.zpci(args));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--operations 0|--operations: a number of operations from 1 to 100000 was expected, got"
            + " '0'",
        "--runs 1000001|--runs: a number of runs from 1 to 1000000 was expected, got '1000001'",
        "--wrong 101|--wrong: a percentage from 0 to 100 was expected, got '101'",
        "--seed x|--seed: a number from 0 to 2^64 - 1 was expected, got 'x'",
        "--test A.java|--test: one --route was expected",
        "--recording x.jsonl|--recording: one --route was expected",
        "--route lpar --test a.java|--test: a class name with .java was expected, got 'a.java'",
        "--route lpar --test A.txt|--test: a class name with .java was expected, got 'A.txt'",
        "--route zpci-io-region --device memory|--route: route zpci-io-region: the 2020 patches"
            + " use the region for ISM only"
      })
  void wrongUsageIsOneLine(String args, String said) {
    Ran ran = Ran.zpci(("fuzz " + args).split(" "));
    assertEquals(new Ran(2, "", "zpci fuzz: " + said + " (try 'zpci fuzz --help')\n"), ran);
  }
}
