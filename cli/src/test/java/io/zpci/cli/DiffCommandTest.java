package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiffCommandTest {
  private static final String TWO_GUESTS = "../tests/recordings/ism-smcd-two-guests.jsonl";
  private static final String STACK =
      "guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on\n";

  @TempDir Path folder;

  private String recording(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    String header =
        """
        {"recording":1,"kind":"issued-operations","trial":"route","route":"bar-rw",\
        "device":{"model":"memory"},"stack":{"qemu":"qemu-11.1","host":"linux-7.2",\
        "guest":"linux-7.2","host_endian":"be","mio":true,"mio_mapping":false}}
        """;
    Files.writeString(file, header + String.join("\n", lines) + "\n");
    return file.toString();
  }

  private static String block(int length) {
    return "{\"op\":\"pcistb\",\"space\":0,\"offset\":\"0x40\",\"len\":%d,\"data\":\"%s\",\"verdict\":\"cut\"}"
        .formatted(length, "5a".repeat(length));
  }

  private static String load(int offset) {
    return "{\"op\":\"pcilg\",\"space\":0,\"offset\":%d,\"len\":4,\"verdict\":\"delivered\"}"
        .formatted(offset);
  }

  @Test
  void routesAreShownSideBySide() {
    Ran ran = Ran.zpci("diff", TWO_GUESTS, "--route", "bar-rw", "--route", "relaxed-pwrite");
    assertEquals(1, ran.exit(), ran.err());
    assertEquals(
        "left   "
            + TWO_GUESTS
            + ", bar-rw; "
            + STACK
            + "right  "
            + TWO_GUESTS
            + ", relaxed-pwrite; "
            + STACK
            + """
            294 operations: 294 fare differently

            line 8, pcistb 2 0x8 8 of 000000011ffff000: verdict, by, rule, told, arrived
                       left                     right
            ---------  -----------------------  --------------
            operation  pcistb 2 0x8 8           pcistb 2 0x8 8
            verdict    refused                  delivered
            by         qemu
            rule       qemu.pcistb.7
            told       specification exception  cc 0
            arrived    nothing                  1 block of 8
            the hands part at qemu

              guest   pcistb 2+0x8 8  specification exception                        |  guest             pcistb 2+0x8 8  cc 0
                qemu  pcistb 2+0x8 8  specification exception  breaks qemu.pcistb.7  |    qemu            pcistb 2+0x8 8  cc 0
                                                                                     |      ism-vfio-pci  pwrite 2+0x8 8  8 bytes
                                                                                     |        firmware    pcistb 2+0x8 8  cc 0
                                                                                     |          device    block 2+0x8 8   cc 0

            count  left                            right      in  part at                   lines
            -----  ------------------------------  ---------  --  ------------------------  --------------------------------
              122  refused by qemu, qemu.pcistb.7  delivered      qemu                      8, 9, 14, 17, 44, 48, ..
               74  lost by qemu, vfio.bar.5        delivered      qemu: vfio, ism-vfio-pci  13, 59, 98, 106, 115, 122, ..
               68  lost by vfio, vfio.bar.5        delivered      qemu: vfio, ism-vfio-pci  11, 16, 19, 20, 21, 22, ..
               30  refused by qemu, qemu.pcistb.6  delivered      qemu                      130, 140, 150, 160, 170, 180, ..
            """,
        ran.out());
  }

  @Test
  void whatIsTheSameEndsWithZero() {
    Ran ran =
        Ran.zpci(
            "diff", TWO_GUESTS, "--route", "lpar", "--qemu", "qemu-7.2", "--qemu", "qemu-11.1");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(3, ran.lines().size());
    assertEquals("294 operations: all fare the same", ran.lines().getLast());
    assertTrue(ran.lines().getFirst().contains("qemu-7.2"), ran.out());
    assertTrue(ran.lines().get(1).contains("qemu-11.1"), ran.out());
  }

  @Test
  void versionsOfTheFileGiveWayToOptions() throws IOException {
    String file = recording("a.jsonl", load(8), block(16));
    Ran ran = Ran.zpci("diff", file, "--host", "linux-5.10", "--host", "linux-7.2", "--json");
    assertEquals(1, ran.exit(), ran.err());
    assertEquals(2, ran.lines().size());
    JsonNode head = new JsonMapper().readTree(ran.lines().getFirst());
    assertEquals("linux-5.10", head.get("left").get("host").stringValue());
    assertEquals("linux-7.2", head.get("right").get("host").stringValue());
    assertEquals("bar-rw", head.get("left").get("route").stringValue());
    assertEquals(1, head.get("same").intValue());
    assertEquals(1, head.get("different").intValue());
    assertEquals(
        """
        {"line":3,"in":["arrived"],"partAt":{"hand":"vfio","left":null,"right":null},\
        "left":{"operation":"pcistb 0 0x40 16","verdict":"cut","brokenBy":"qemu","rule":null,\
        "told":"cc 0","arrived":"4 MIO stores of 4","loaded":null},\
        "right":{"operation":"pcistb 0 0x40 16","verdict":"cut","brokenBy":"qemu","rule":null,\
        "told":"cc 0","arrived":"2 MIO stores of 8","loaded":null}}\
        """,
        head.get("first").toString());
    assertEquals(
        """
        {"left":{"verdict":"cut","brokenBy":"qemu","rule":null},\
        "right":{"verdict":"cut","brokenBy":"qemu","rule":null},"in":["arrived"],\
        "partAt":{"hand":"vfio","left":null,"right":null},"count":1,"lines":[3]}\
        """,
        ran.lines().get(1));
  }

  @Test
  void filesOfAnotherLengthAreAlignedByLine() throws IOException {
    String one = recording("a.jsonl", load(8), load(16), load(24));
    String other = recording("b.jsonl", load(8), load(32));
    Ran ran = Ran.zpci("diff", one, other, "--route", "lpar");
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(
        ran.out().contains("3 operations on the left, 2 on the right: 2 fare differently\n"),
        ran.out());
    assertTrue(ran.out().contains("line 3, pcilg 0 0x10 4: operation"), ran.out());
    assertTrue(ran.lines().getLast().matches(" +1  delivered +absent +4"), ran.out());
    Ran same = Ran.zpci("diff", one, one, "--route", "lpar", "--route", "interpretation");
    assertEquals(0, same.exit(), same.out());
  }

  @Test
  void everyLineIsNamedWhereMoreIsAskedFor() throws IOException {
    String[] loads = new String[8];
    for (int i = 0; i < loads.length; i++) {
      loads[i] = block(64);
    }
    String file = recording("a.jsonl", loads);
    Ran ran = Ran.zpci("diff", file, "--route", "bar-rw", "--route", "lpar");
    assertTrue(ran.out().endsWith("  2, 3, 4, 5, 6, 7, ..\n"), ran.out());
    Ran every = Ran.zpci("diff", "-v", file, "--route", "bar-rw", "--route", "lpar");
    assertTrue(every.out().endsWith("  2, 3, 4, 5, 6, 7, 8, 9\n"), every.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--route lpar|two sides were expected; both are the same: give a second FILE, or an option"
            + " twice",
        "--host linux-7.2 --host linux-5.10|--route: a route was expected",
        "--route all --route lpar|--route: one route a side was expected",
        "--route lpar --mio on --mio off --mio on|--mio: at most two were expected, one for each"
            + " side, got 3"
      })
  void wrongUsageIsOneLine(String args, String said) {
    Ran ran = Ran.zpci(("diff " + TWO_GUESTS + " " + args).split(" "));
    assertEquals(new Ran(2, "", "zpci diff: " + said + " (try 'zpci diff --help')\n"), ran);
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    assertEquals(
        new Ran(3, "", "zpci: x.jsonl: no such file\n"),
        Ran.zpci("diff", "x.jsonl", "--route", "lpar", "--route", "bar-rw"));
    Path file = folder.resolve("bad.jsonl");
    Files.write(file, List.of("{\"recording\":1,\"kind\":\"linux-io\"}"));
    Ran ran = Ran.zpci("diff", "" + file, "--route", "lpar", "--route", "bar-rw");
    assertEquals(3, ran.exit());
    assertTrue(
        ran.err().contains("a recording of kind function-operations or issued-operations"),
        ran.err());
  }

  /** Of a scenario the side that is not given is that of its first case with the failure. */
  @Test
  void scenariosHaveSteps() {
    Ran ran = Ran.zpci("diff", "g.2", "--host", "linux-5.10", "--host", "linux-6.8");
    assertEquals(0, ran.exit(), ran.out());
    assertTrue(ran.out().startsWith("left   g.2, bar-rw; guest linux-7.2, qemu-7.2, "), ran.out());
    Ran routes = Ran.zpci("diff", "g.2", "--route", "bar-rw", "--route", "lpar");
    assertEquals(1, routes.exit(), routes.err());
    assertTrue(routes.out().contains("\nstep 1, pcistb 2 0x8 16 of "), routes.out());
    assertTrue(routes.out().contains("the hands part at guest: qemu, firmware\n"), routes.out());
  }
}
