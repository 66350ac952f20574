package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is read again; another file is refused in one line. */
class ReportReaderTest {
  private static final String EXPECTED = "what zpci-bench --json writes was expected";

  @TempDir private Path directory;

  private static String refused(Path file) {
    CommandException refused = assertThrows(CommandException.class, () -> ReportReader.read(file));
    assertEquals(CommandException.UNUSABLE, CommandException.exit(refused));
    return CommandException.line(refused);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = directory.resolve("base.json");
    List<Row> rows =
        List.of(
            new Row("a", "ours to theirs", 0.55, 0.5, 0.6, 0.6),
            Row.exact("b", "bytes", 0, null),
            new Row("c", "MiB/s", 200, 190, 210, null).told());
    Surroundings here = new Surroundings("a CPU", 4, "25", 0.1, 0);
    Files.writeString(file, ReportWriter.json(here, true, rows));
    ReportReader.Written written = ReportReader.read(file);
    assertEquals(new ReportReader.Written(true, false, "a CPU", "25", rows), written);
    assertEquals(Optional.empty(), written.elsewhere(here));
    assertEquals(
        Optional.of("another CPU, a CPU; another JDK, 25"),
        written.elsewhere(new Surroundings("b CPU", 4, "26", 0.1, 0)));
  }

  @Test
  void aBusyMachineIsRemembered() throws IOException {
    Path file = directory.resolve("base.json");
    Surroundings busy = new Surroundings("a CPU", 4, "25", 0.1, 3);
    Files.writeString(file, ReportWriter.json(busy, false, List.of(Row.exact("a", "", 1, null))));
    assertEquals(
        Optional.of("a machine that was busy with something else"),
        ReportReader.read(file).elsewhere(new Surroundings("a CPU", 4, "25", 0, 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{\"rows\": [{\"ratio\": 1}]} # row 1: a name was expected, got nothing",
        "{\"rows\": [{\"name\": 7}]} # row 1: a name was expected, got 7",
        "{\"rows\": [{\"name\": \"a\"}]} # row 1, a, ratio: a number was expected, got nothing",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": \"x\"}]}"
            + " # row 1, a, low: a number was expected, got \"x\"",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1e999}]}"
            + " # row 1, a, high: a number was expected, got \"Infinity\"",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1, \"goal\": []}]}"
            + " # row 1, a, goal: a number was expected, got []",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1, \"kind\": \"b\"}]}"
            + " # row 1, a, kind: ratio, count or told was expected, got \"b\"",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1}, {\"name\": \"a\"}]}"
            + " # row 2: a name of its own was expected, got \"a\" again",
        "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1}], \"quick\": 1}"
            + " # quick: true or false was expected, got 1",
        "{\"rows\": []} # has no rows: there is nothing to compare with",
        "{} # " + EXPECTED + ": an object with rows",
        "[] # " + EXPECTED + ": an object with rows",
        "'' # " + EXPECTED + ": an object with rows",
        "{\"rows\": [{\"name\": \"a\", \"ra # no JSON from line 1 on; " + EXPECTED,
        "nothing # no JSON from line 1 on; " + EXPECTED,
      })
  void anotherFileIsRefusedInOneLine(String text, String why) throws IOException {
    Path file = directory.resolve("other.json");
    Files.writeString(file, text);
    assertEquals(file + ": " + why, refused(file));
  }

  @Test
  void whatIsNoFileIsRefusedInOneLine() {
    assertEquals(directory + ": is a folder; " + EXPECTED, refused(directory));
    Path absent = directory.resolve("absent.json");
    assertEquals(absent + ": there is no such file; " + EXPECTED, refused(absent));
  }
}
