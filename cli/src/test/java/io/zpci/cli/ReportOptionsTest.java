package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --html} and {@code --svg}. */
class ReportOptionsTest {
  private static final String RECORDING = "../tests/recordings/ism-probe-event-unbind.jsonl";

  @TempDir Path folder;

  @Test
  void replayWritesBoth() throws IOException {
    Path page = folder.resolve("a.html");
    Path picture = folder.resolve("a.svg");
    Ran plain = Ran.zpci("replay", RECORDING, "--route", "bar-rw");
    Ran ran =
        Ran.zpci(
            "replay",
            RECORDING,
            "--route",
            "bar-rw",
            "--html",
            page.toString(),
            "--svg=" + picture);
    assertEquals(plain, ran);
    String text = Files.readString(page);
    assertTrue(text.contains("<title>ism-probe-event-unbind.jsonl · zpci</title>"), "the title");
    assertTrue(
        text.contains("<code>zpci replay " + RECORDING + " --route bar-rw</code>"), "what was run");
    assertTrue(
        text.contains("<code>pcistb 2 0x8 8</code> (line 6) on <strong>bar-rw</strong>"),
        "sentence");
    assertTrue(
        Files.readString(picture).contains("bar-rw, line 6: pcistb 2 0x8 8"), "the first break");
  }

  @Test
  void explainWritesBoth() throws IOException {
    Path page = folder.resolve("a.html");
    Path picture = folder.resolve("a.svg");
    Ran ran =
        Ran.zpci("explain", "pcistb", "2", "0", "8", "--svg", picture.toString(), "--html=" + page);
    assertEquals(0, ran.exit());
    String text = Files.readString(page);
    assertTrue(text.contains("<title>pcistb 2 0x0 8 to ism · zpci</title>"), "the title");
    assertTrue(text.contains("<code>zpci explain pcistb 2 0 8</code>"), "what was run");
    assertTrue(
        Files.readString(picture).contains("The operation pcistb 2 0x0 8 breaks on bar-rw"),
        "the sentence");
  }

  @Test
  void comparisonHasNoLadder() {
    Path page = folder.resolve("a.html");
    Ran ran = Ran.zpci("replay", RECORDING, "--html", page.toString());
    assertEquals(2, ran.exit());
    assertEquals(
        "zpci replay: --html: --route was expected too: a comparison has no ladder (try 'zpci replay"
            + " --help')\n",
        ran.err());
    assertFalse(Files.exists(page));
  }

  @Test
  void oneRecordingAReport() {
    Path picture = folder.resolve("a.svg");
    Ran ran =
        Ran.zpci("replay", RECORDING, RECORDING, "--route", "lpar", "--svg", picture.toString());
    assertEquals(2, ran.exit());
    assertEquals(
        "zpci replay: --svg: one FILE was expected, got 2 (try 'zpci replay --help')\n", ran.err());
    assertFalse(Files.exists(picture));
  }

  @Test
  void folderIsNoFile() {
    Ran ran = Ran.zpci("replay", RECORDING, "--route", "lpar", "--html", folder.toString());
    assertEquals(3, ran.exit());
    assertEquals("", ran.out());
    assertEquals("zpci: " + folder + ": cannot be written (it is a folder)\n", ran.err());
  }

  @Test
  void pictureThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "x");
    Path picture = file.resolve("a.svg");
    Ran ran =
        Ran.zpci(
            "explain",
            "pcistb",
            "2",
            "0",
            "8",
            "--html",
            folder.resolve("a.html").toString(),
            "--svg",
            picture.toString());
    assertEquals(3, ran.exit());
    assertTrue(ran.err().startsWith("zpci: " + picture + ": cannot be written ("), ran.err());
  }

  @Test
  void wordsOfTheShellAreQuoted() throws IOException {
    Path page = folder.resolve("a.html");
    Path recording = folder.resolve("it's a (copy).jsonl");
    Files.copy(Path.of(RECORDING), recording);
    Ran ran =
        Ran.zpci("replay", recording.toString(), "--route", "lpar", "--html", page.toString());
    assertEquals(0, ran.exit());
    String quoted = "'" + folder + "/it'\\''s a (copy).jsonl' --route lpar";
    assertTrue(
        Files.readString(page)
            .contains("<code>zpci replay " + quoted.replace("'", "&#39;") + "</code>"),
        "what was run");
  }
}
