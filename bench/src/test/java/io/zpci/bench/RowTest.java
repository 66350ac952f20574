package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ratios, how they are written and read, and what counts as worse. */
class RowTest {
  private static final Samples OURS = Samples.of(12, 10, 11, 9, 13);
  private static final Samples THEIRS = Samples.of(20, 20, 22, 18, 20);

  @TempDir Path directory;

  @Test
  void aRatioHasItsSpreadFromOppositeQuartiles() {
    Row row = Row.of("a", "ours to theirs", OURS, THEIRS, 0.6);
    assertEquals(11.0 / 20, row.ratio());
    assertEquals(10.0 / 20, row.low());
    assertEquals(12.0 / 20, row.high());
    assertEquals(0.1 / 2 / 0.55, row.spread(), 1e-12);
    assertEquals(true, row.met());
    assertEquals(false, Row.of("a", "", OURS, THEIRS, 0.5).met());
    assertNull(Row.of("a", "", OURS, THEIRS, null).met());
  }

  @Test
  void aLineOfTheTable() {
    assertEquals(
        "lookup.4096                             1.03     2%   1.20  yes   a load with 4096 functions\n",
        ReportWriter.line(
            new Row("lookup.4096", "a load with 4096 functions", 1.03, 1.01, 1.05, 1.2)));
    assertEquals(
        "talk.lpar.crossings                      514                      boundaries\n",
        ReportWriter.line(Row.exact("talk.lpar.crossings", "boundaries", 514.2, null)));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = directory.resolve("base.json");
    List<Row> rows =
        List.of(Row.of("a", "ours to theirs", OURS, THEIRS, 0.6), Row.exact("b", "bytes", 0, null));
    ReportWriter.json(file, new Surroundings("a CPU", 4, "25", 0.1, 0), true, rows);
    assertEquals(new ReportWriter.Written(true, rows), ReportWriter.read(file));
  }

  @Test
  void anotherFileIsRefusedInOneLine() throws IOException {
    Path file = directory.resolve("other.json");
    Files.writeString(file, "{\"rows\": [{\"name\": \"a\"}]}");
    assertEquals(
        file + ": row 1: a name and a ratio were expected",
        assertThrows(IllegalArgumentException.class, () -> ReportWriter.read(file)).getMessage());
    Files.writeString(file, "{}");
    assertEquals(
        file + ": what zpci-bench --json writes was expected",
        assertThrows(IllegalArgumentException.class, () -> ReportWriter.read(file)).getMessage());
    Files.writeString(file, "nothing");
    assertThrows(IllegalArgumentException.class, () -> ReportWriter.read(file));
  }

  @Test
  void worseIsBeyondWhatBothRunsSpread() {
    Row before = new Row("a", "", 1.0, 0.95, 1.05, null);
    assertTrue(BenchCommand.isWorse(before, new Row("a", "", 1.2, 1.15, 1.25, null)));
    assertFalse(BenchCommand.isWorse(before, new Row("a", "", 1.2, 1.00, 1.40, null)));
    assertFalse(BenchCommand.isWorse(before, new Row("a", "", 1.08, 1.07, 1.09, null)));
    assertFalse(BenchCommand.isWorse(before, new Row("a", "", 0.8, 0.79, 0.81, null)));
  }
}
