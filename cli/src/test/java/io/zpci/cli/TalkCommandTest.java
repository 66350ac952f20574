package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TalkCommandTest {
  @Test
  void everyRouteHasARow() {
    Ran ran = Ran.zpci("talk", "--bytes", "20KiB");
    assertEquals(0, ran.exit(), ran.err());
    List<String> rows = ran.lines().subList(3, 10);
    assertEquals(
        List.of(
            "lpar",
            "interpretation",
            "bar-rw",
            "ism-vfio-pci",
            "ism-vfio-pci-process",
            "zpci-io-region",
            "relaxed-pwrite"),
        rows.stream().map(row -> row.substring(0, row.indexOf(' '))).toList());
    assertTrue(rows.get(0).matches("lpar +20480 .* delivered +none *"), rows.get(0));
    assertTrue(
        rows.get(2).matches("bar-rw +0 .* stopped +pcistb 2 0x8 8 +qemu +qemu.pcistb.7 *"),
        rows.get(2));
  }

  @Test
  void whatWasAskedForStandsAbove() {
    Ran ran =
        Ran.zpci(
            "talk",
            "--route",
            "lpar",
            "--bytes",
            "3KiB",
            "--sizes",
            "7..9",
            "--functions",
            "3",
            "--seed",
            "18446744073709551615",
            "--driver",
            "6.1",
            "--guest",
            "linux-6.1");
    assertEquals(
        "3,072 bytes between 3 guests in writes of 7 to 9, seed 18446744073709551615, ISM driver"
            + " 6.1; guest linux-6.1, qemu-11.1, host linux-7.2 big-endian, MIO on",
        ran.lines().getFirst());
  }

  @Test
  void aRouteThatStopsSaysWhereAndWhy() {
    Ran ran = Ran.zpci("talk", "--route", "bar-rw", "--bytes", "1KiB");
    assertEquals(
        """
        1,024 bytes between 2 guests in writes of 1 to 65536, seed 1, ISM driver 7.2; guest \
        linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on
        route   bytes  blocks  stores  interrupts  crossings/MiB  outcome  first break     by    rule
        ------  -----  ------  ------  ----------  -------------  -------  --------------  ----  -------------
        bar-rw      0       0       7           0              -  stopped  pcistb 2 0x8 8  qemu  qemu.pcistb.7

        bar-rw: stopped: guest 0: probe: -EIO (plug: refused, MSI-X mandatory)
          pcistb 2 0x8 8, refused: nothing arrived; what should hold: A block is longer than 8 \
        bytes and a multiple of 8 long.
        """,
        ran.out());
  }

  @Test
  void anObjectALine() {
    Ran ran = Ran.zpci("talk", "--route", "all", "--bytes", "1KiB", "--json");
    assertEquals(7, ran.lines().size());
    assertEquals(
        """
        {"route":"bar-rw","qemu":"qemu-11.1","host":"linux-7.2","guest":"linux-7.2",\
        "driver":"7.2","functions":2,"seed":1,"plug":"refused, MSI-X mandatory",\
        "outcome":"stopped","bytes":0,"blocks":0,"stores":7,"interrupts":0,\
        "crossings":{"sie-exit":N,"syscall":N,"context-switch":N,"psw-swap":0,"kick":0},\
        "brokenBy":"qemu","rule":"qemu.pcistb.7","operation":"pcistb 2 0x8 8",\
        "verdict":"refused","why":"nothing arrived; what should hold: A block is longer than 8 \
        bytes and a multiple of 8 long.","stopped":"guest 0: probe: -EIO","unverified":[]}\
        """,
        ran.lines().get(2).replaceAll("\":[1-9][0-9]+(?=[,}].*brokenBy)", "\":N"));
    String lpar = ran.lines().getFirst();
    assertTrue(lpar.contains("\"outcome\":\"delivered\",\"bytes\":1024,"), lpar);
    assertTrue(
        lpar.contains("\"brokenBy\":null,\"rule\":null,\"operation\":null,\"verdict\":null"), lpar);
    assertTrue(lpar.endsWith("\"why\":null,\"stopped\":null,\"unverified\":[]}"), lpar);
  }

  @Test
  void twoCpusWithoutALockAreNamed() {
    Ran ran =
        Ran.zpci("talk", "--route", "lpar", "--driver", "5.10", "--cpus", "2", "--bytes", "1KiB");
    assertTrue(
        ran.out().matches("(?s).*lpar \\(u\\) .* stopped +pcistb 2 0x8 16 +guest +R-17.*"),
        ran.out());
  }

  @Test
  void aTerminalSeesABarThatGoesAwayAgain() {
    Ran ran = Ran.zpci(true, true, null, "talk", "--route", "lpar", "--bytes", "2MiB");
    assertEquals(0, ran.exit());
    assertTrue(ran.err().startsWith("\rlpar"), ran.err());
    assertTrue(ran.err().contains("100% ["), ran.err());
    assertTrue(ran.err().contains("2/2 MiB"), ran.err());
    assertTrue(ran.err().endsWith("\r" + " ".repeat(79) + "\r"), ran.err());
    assertTrue(ran.out().contains("│ lpar"), ran.out());
  }

  @Test
  void quietHasNoBar() {
    Ran ran = Ran.zpci(true, true, null, "talk", "-q", "--route", "lpar", "--bytes", "1KiB");
    assertEquals("", ran.err());
  }

  @Test
  void theSameCommandSaysTheSame() {
    String[] args = {"talk", "--route", "relaxed-pwrite", "--bytes", "200KiB", "--seed", "7"};
    assertEquals(Ran.zpci(args), Ran.zpci(args));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bytes 0|--bytes: an amount of bytes, like 4096, 64KiB or 1MiB, was expected, got '0'",
        "--bytes 1TiB|--bytes: an amount of bytes, like 4096, 64KiB or 1MiB, was expected, got"
            + " '1TiB'",
        "--bytes 99999999GiB|--bytes: an amount of bytes, like 4096, 64KiB or 1MiB, was expected,"
            + " got '99999999GiB'",
        "--sizes 5|--sizes: two sizes from 1 to 64KiB, like 1..4096, was expected, got '5'",
        "--sizes 9..5|--sizes: two sizes from 1 to 64KiB, like 1..4096, was expected, got '9..5'",
        "--sizes 1..65KiB|--sizes: two sizes from 1 to 64KiB, like 1..4096, was expected, got"
            + " '1..65KiB'",
        "--functions 1|--functions: a number of functions from 2 to 64 was expected, got '1'",
        "--functions 65|--functions: a number of functions from 2 to 64 was expected, got '65'",
        "--seed x|--seed: a number from 0 to 2^64 - 1 was expected, got 'x'",
        "--driver 4.4|--driver: '4.4' is not known; known are 5.10, 6.1, 7.2",
        "--cpus 3|--cpus: 1 or 2 was expected, got '3'"
      })
  void wrongUsageIsOneLine(String args, String said) {
    Ran ran = Ran.zpci(("talk " + args).split(" "));
    assertEquals(new Ran(2, "", "zpci talk: " + said + " (try 'zpci talk --help')\n"), ran);
  }
}
