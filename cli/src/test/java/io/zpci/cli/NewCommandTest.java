package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.catalogue.Catalogue;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.vmm.QemuVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ism", "memory"})
  void itRunsAsItIsAndMeetsWhatItExpects(String device) throws Exception {
    Path file = folder.resolve("mine.yaml");
    Ran made = Ran.zpci("new", "mine", "--device", device, "-o", file.toString());
    assertEquals(new Ran(0, file + "\n", "zpci: run it with: zpci run " + file + "\n"), made);
    Ran ran = Ran.zpci("run", file.toString());
    assertEquals(0, ran.exit(), ran.out() + ran.err());
    assertEquals("mine: mine", ran.lines().getFirst());
    assertTrue(ran.out().contains("(these have the failure)"), ran.out());
    assertTrue(ran.out().contains("(these do not have it)"), ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ism", "memory"})
  void itsCommentsSayWhatElseCanStandThere(String device) {
    String text = Ran.zpci("new", "mine", "--device", device, "-o", "-").out();
    QemuVersion.all().forEach(each -> assertTrue(text.contains(each.name()), each.name()));
    LinuxVersion.all().forEach(each -> assertTrue(text.contains(each.name()), each.name()));
    Routes.all().forEach(each -> assertTrue(text.contains(each.name()), each.name()));
    assertFalse(text.contains("@"), text);
    for (String line : text.split("\n")) {
      assertTrue(line.length() <= 120, line);
      assertFalse(line.endsWith(" "), line);
    }
  }

  @Test
  void ismIsTheDefault() {
    Ran ran = Ran.zpci("new", "mine", "-o", "-");
    assertEquals(0, ran.exit());
    assertEquals("", ran.err());
    assertEquals(ran, Ran.zpci("new", "mine", "--device", "ism", "-o", "-"));
    assertTrue(ran.out().contains("\ndevice: {model: ism}\n"), ran.out());
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "mine");
    assertEquals(
        new Ran(
            2,
            "",
            "zpci new: '"
                + file
                + "' is there already; -o names another file (try 'zpci new --help')\n"),
        Ran.zpci("new", "mine", "-o", file.toString()));
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine() {
    Path file = folder.resolve("gone/mine.yaml");
    Ran ran = Ran.zpci("new", "mine", "-o", file.toString());
    assertEquals(2, ran.exit());
    assertTrue(ran.err().startsWith("zpci new: '" + file + "' cannot be written ("), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void aScenarioOfTheCatalogueIsAStart() throws Exception {
    Path file = folder.resolve("mine.yaml");
    assertEquals(0, Ran.zpci("new", "mine", "--from", "q-1", "-o", file.toString()).exit());
    String text = Files.readString(file);
    assertEquals(Catalogue.source("Q-1").orElseThrow(), text.replaceFirst("\n", "\nid: Q-1\n"));
    assertEquals(0, Ran.zpci("run", file.toString()).exit());
  }

  @Test
  void wrongUsage() {
    assertEquals(
        new Ran(
            2,
            "",
            "zpci new: NAME: letters, digits, points and dashes were expected, got 'a/b' (try"
                + " 'zpci new --help')\n"),
        Ran.zpci("new", "a/b"));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci new: --from and --device: one of them was expected (try 'zpci new --help')\n"),
        Ran.zpci("new", "a", "--from", "g.2", "--device", "ism", "-o", "-"));
    assertEquals(2, Ran.zpci("new", "a", "--from", "g.999", "-o", "-").exit());
    assertEquals(2, Ran.zpci("new").exit());
  }
}
