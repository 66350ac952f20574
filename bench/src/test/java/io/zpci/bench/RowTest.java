package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ratios, and how they are shown. */
class RowTest {
  private static final Samples OURS = Samples.of(12, 10, 11, 9, 13);
  private static final Samples THEIRS = Samples.of(20, 20, 22, 18, 20);

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
  void whatRunsGaveHasTheirEnds() {
    Row row = Row.repeated("a", "per run", 0.2, 0.3, 0.1, 0.15);
    assertEquals(new Row("a", "per run", 0.15, 0.1, 0.3, 0.2), row);
    assertEquals(Row.Kind.TOLD, row.told().kind());
    assertEquals(
        "a: no number was measured: NaN, NaN to NaN",
        assertThrows(IllegalStateException.class, () -> Row.repeated("a", "", null, 0.0 / 0))
            .getMessage());
  }

  @Test
  void aGoalThatIsMetWithinTheSpreadHasAStar() {
    Row barely = new Row("a", "barely", 0.99, 0.8, 1.3, 1.0);
    assertTrue(ReportWriter.line(barely).contains("  1.00  yes*  barely\n"));
    assertEquals(true, barely.met());
    Row missed = new Row("b", "missed", 1.01, 0.8, 1.3, 1.0);
    assertTrue(ReportWriter.line(missed).contains("  1.00  no    missed\n"));
    Row met = new Row("c", "met", 0.9, 0.8, 1.0, 1.0);
    assertTrue(ReportWriter.line(met).contains("  1.00  yes   met\n"));
    assertEquals(
        "yes*: met by the ratio, not by the whole of its spread\n",
        ReportWriter.foot(List.of(missed, barely, met)));
    assertEquals("", ReportWriter.foot(List.of(missed, met, Row.exact("d", "", 1, null))));
  }

  @Test
  void aTinyNumberHasMoreDigits() {
    assertTrue(ReportWriter.line(Row.exact("a", "", 0.0042, null)).contains(" 0.0042 "));
    assertTrue(ReportWriter.line(Row.exact("a", "", 0, null)).contains("   0.00 "));
  }
}
