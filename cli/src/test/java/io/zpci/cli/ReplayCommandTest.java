package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Routes;
import io.zpci.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {
  private static final Path RECORDINGS = Path.of("..", "tests", "recordings");
  private static final String HEADER = "{\"recording\": 1, \"kind\": \"linux-io\"}\n";

  @TempDir private Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("a.jsonl"), text).toString();
  }

  /** The one line that says why {@code file} cannot be read. */
  private static String unreadable(String file, String... more) {
    String[] args = new String[2 + more.length];
    args[0] = "replay";
    args[1] = file;
    System.arraycopy(more, 0, args, 2, more.length);
    Ran ran = Ran.zpci(args);
    assertEquals(3, ran.exit(), ran.err());
    assertEquals("", ran.out());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().startsWith("zpci: " + file), ran.err());
    return ran.err().substring("zpci: ".length() + file.length()).stripTrailing();
  }

  @Test
  void noSuchFile() {
    assertEquals(": no such file", unreadable(folder.resolve("none.jsonl").toString()));
    assertEquals(": not a file name", unreadable("\0"));
  }

  @Test
  void aFolder() {
    assertTrue(unreadable(folder.toString()).startsWith(": cannot be read"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ism-smcd-two-guests.jsonl",
        "ism-vfio-pci-blocks.jsonl",
        "memcpy-linux-7.2.jsonl",
        "qemu-instructions.jsonl"
      })
  void aTruncatedRecordingNamesItsLastLine(String name) throws IOException {
    List<String> lines = Files.readAllLines(RECORDINGS.resolve(name)).subList(0, 20);
    String last = lines.getLast();
    String cut =
        String.join("\n", lines)
            .substring(0, String.join("\n", lines).length() - last.length() / 2);
    String complaint = unreadable(file(cut));
    assertEquals(
        ":20: the last line ends in the middle: the recording was cut off here", complaint);
  }

  @Test
  void malformedRecordings() throws IOException {
    assertEquals(":1: empty; a header line was expected", unreadable(file("")));
    assertEquals(":2: a JSON object was expected", unreadable(file(HEADER + "[1]\n")));
    assertTrue(unreadable(file("lorem ipsum\n")).startsWith(":1: not a JSON object ("));
    assertEquals(
        ":1: no header: \"recording\" and \"kind\" were expected in the first line",
        unreadable(file("{\"n\": 1}\n")));
    assertEquals(
        ":1: recording format 1 was expected, got 2",
        unreadable(file("{\"recording\": 2, \"kind\": \"linux-io\"}\n")));
  }

  @Test
  void notText() throws IOException {
    Path file = Files.write(folder.resolve("b.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertEquals(": not a text file in UTF-8", unreadable(file.toString()));
  }

  @Test
  void aBadFileDoesNotKeepTheOthers() throws IOException {
    String good = RECORDINGS.resolve("memcpy-linux-7.2.jsonl").toString();
    String bad = file(HEADER + "{");
    Ran ran = Ran.zpci("replay", bad, good);
    assertEquals(3, ran.exit());
    assertTrue(
        ran.out().matches("\\Q" + good + "\\E: \\d+ operations, \\d+ equal, 0 differ\\n"),
        ran.out());
    assertTrue(ran.err().startsWith("zpci: " + bad + ":2: "), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  void anUnknownKind() throws IOException {
    String complaint = unreadable(file("{\"recording\": 1, \"kind\": \"poem\"}\n"));
    assertTrue(complaint.startsWith(":1: \"kind\": "), complaint);
    assertTrue(complaint.endsWith("\"poem\""), complaint);
  }

  @Test
  void onlyFunctionOperationsGoThroughRoutes() {
    String file = RECORDINGS.resolve("memcpy-linux-7.2.jsonl").toString();
    assertTrue(unreadable(file, "--route", "all").startsWith(":1: "));
  }

  @Test
  void aDifferenceIsExit1() throws IOException {
    List<String> lines = Files.readAllLines(RECORDINGS.resolve("memcpy-linux-7.2.jsonl"));
    String line = lines.get(1);
    int at = line.lastIndexOf("\"len\": ") + "\"len\": ".length();
    String changed =
        lines.getFirst() + "\n" + line.substring(0, at) + "1" + line.substring(at) + "\n";
    String file = file(changed);
    Ran ran = Ran.zpci("replay", file);
    assertEquals(1, ran.exit());
    assertEquals("", ran.err());
    assertEquals(file + ": 1 operations, 0 equal, 1 differ", ran.lines().getFirst());
    assertTrue(ran.lines().get(1).startsWith("  line 2, "), ran.out());
    assertTrue(ran.lines().get(1).contains(": expected "), ran.out());
    assertTrue(ran.lines().get(1).contains(", got "), ran.out());
    Ran quiet = Ran.zpci("replay", "-q", file);
    assertEquals(1, quiet.exit());
    assertEquals(ran.lines().subList(0, 1), quiet.lines());
  }

  @Test
  void whatIsLeftOutIsSaid() {
    Ran ran = Ran.zpci("replay", RECORDINGS.resolve("vfio-pci-split.jsonl").toString());
    assertEquals(0, ran.exit(), ran.out());
    assertTrue(ran.out().contains(" 0 differ ("), ran.out());
    assertTrue(ran.out().contains(" left out: cfg "), ran.out());
  }

  @Test
  void optionsThatAreNotUsedAreNamed() {
    String file = RECORDINGS.resolve("memcpy-linux-7.2.jsonl").toString();
    assertEquals(
        "zpci: --host is not used without --route: a recording names what was on trial\n",
        Ran.zpci("replay", file, "--host", "linux-5.10").err());
    assertEquals("", Ran.zpci("replay", "-q", file, "--host", "linux-5.10").err());
  }

  @Test
  void theTwoGuestsThroughBarRw() {
    String file = RECORDINGS.resolve("ism-smcd-two-guests.jsonl").toString();
    Ran ran = Ran.zpci("replay", file, "--route", "bar-rw", "--qemu", "qemu-11.1");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("", ran.err());
    List<String> reasons = ran.lines().stream().filter(line -> line.contains("blocks)")).toList();
    assertEquals(4, reasons.size(), ran.out());
    assertTrue(reasons.get(0).startsWith("  74  lost by "), ran.out());
    assertTrue(reasons.get(1).startsWith("  65  refused by qemu (65 blocks), qemu.pcistb.7: "));
    assertTrue(reasons.get(2).startsWith("  57  refused by qemu (57 blocks), qemu.pcistb.7: "));
    assertTrue(reasons.get(3).startsWith("  30  refused by qemu (30 blocks), qemu.pcistb.6: "));
  }

  @Test
  void allRoutesHaveARowAndAnObject() {
    String file = RECORDINGS.resolve("ism-probe-event-unbind.jsonl").toString();
    Ran table = Ran.zpci("replay", file, "--route", "all");
    Ran json = Ran.zpci("replay", file, "--route", "all", "--json");
    List<String> routes = Routes.all().stream().map(Route::name).toList();
    assertEquals(0, table.exit());
    assertEquals(0, json.exit());
    assertEquals(routes.size(), json.lines().size());
    for (int i = 0; i < routes.size(); i++) {
      assertTrue(table.lines().get(3 + i).startsWith(routes.get(i) + " "), table.out());
      assertTrue(json.lines().get(i).contains("\"route\":\"" + routes.get(i) + "\""), json.out());
    }
  }

  @Test
  void verboseShowsWhere() {
    Ran ran = Ran.zpci("replay", "-v", "none.jsonl");
    assertEquals(3, ran.exit());
    assertTrue(ran.err().startsWith("zpci: none.jsonl: no such file\n"), ran.err());
    assertTrue(ran.err().contains("\tat io.zpci"), ran.err());
  }

  @Test
  void aBareNameIsLookedForAmongTheProjectsRecordings() throws IOException {
    Path recordings = Files.createDirectories(folder.resolve("tests").resolve("recordings"));
    Path file = Files.writeString(recordings.resolve("mine.jsonl"), "{}\n");
    String complaint =
        "zpci: "
            + file
            + ":1: no header: \"recording\" and \"kind\" were expected in the first line\n";
    assertEquals(new Ran(3, "", complaint), Ran.at(folder, "replay", "mine"));
    assertEquals(new Ran(3, "", complaint), Ran.at(folder, "replay", "mine.jsonl"));
    assertEquals(
        new Ran(3, "", "zpci: ./mine: no such file\n"), Ran.at(folder, "replay", "./mine"));
    assertEquals(new Ran(3, "", "zpci: yours: no such file\n"), Ran.at(folder, "replay", "yours"));
    assertEquals(new Ran(3, "", "zpci: mine: no such file\n"), Ran.zpci("replay", "mine"));
  }

  @Test
  void anUnknownRouteIsWrongUsage() {
    Ran ran = Ran.zpci("replay", "x", "--route", "shortcut");
    assertEquals(2, ran.exit());
    assertTrue(
        ran.err().startsWith("zpci replay: --route: 'shortcut' is not known; known are all"),
        ran.err());
  }
}
