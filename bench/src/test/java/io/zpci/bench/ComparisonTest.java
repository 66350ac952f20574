package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as worse, and what is said of the rest. */
class ComparisonTest {
  private static Row ratio(double ratio, double low, double high) {
    return new Row("a", "", ratio, low, high, null);
  }

  private static boolean isWorse(Row before, Row now) {
    return !Comparison.of(List.of(before), List.of(now)).worse().isEmpty();
  }

  @Test
  void worseIsBeyondWhatBothRunsSpread() {
    Row before = ratio(1.0, 0.95, 1.05);
    assertTrue(isWorse(before, ratio(1.2, 1.15, 1.25)));
    assertFalse(isWorse(before, ratio(1.2, 1.00, 1.40)));
    assertFalse(isWorse(before, ratio(1.08, 1.07, 1.09)));
    assertFalse(isWorse(before, ratio(0.8, 0.79, 0.81)));
  }

  @Test
  void aTinyRatioMayBeTenfold() {
    Row before = ratio(0.0005, 0.0004, 0.0006);
    assertFalse(isWorse(before, ratio(0.0012, 0.0011, 0.0013)));
    assertFalse(isWorse(before, ratio(0.06, 0.03, 0.09)));
    assertTrue(isWorse(before, ratio(0.2, 0.1, 0.3)));
  }

  @Test
  void aCountIsComparedExactly() {
    Row before = Row.exact("a", "", 513.5, null);
    assertFalse(isWorse(before, Row.exact("a", "", 513.5, null)));
    assertFalse(isWorse(before, Row.exact("a", "", 513.0, null)));
    assertTrue(isWorse(before, Row.exact("a", "", 513.50001, null)));
    // A file of before there were kinds.
    assertTrue(isWorse(ratio(0, 0, 0), Row.exact("a", "", 0.0001, null)));
  }

  @Test
  void whatIsToldIsNotCompared() {
    Comparison comparison =
        Comparison.of(List.of(ratio(1, 1, 1)), List.of(ratio(99, 99, 99).told()));
    assertEquals(new Comparison(0, List.of(), List.of()), comparison);
  }

  @Test
  void twoNumbersThatDifferLookDifferent() {
    assertEquals("1.25, was 1.00", Comparison.apart(1.25, 1));
    assertEquals("0.0012, was 0.0005", Comparison.apart(0.0012, 0.0005));
    assertEquals("513.50001, was 513.50000", Comparison.apart(513.50001, 513.5));
  }

  @Test
  void whatIsMissingIsSaid() {
    List<Row> before =
        List.of(
            Row.exact("x", "", 1, null), Row.exact("y", "", 1, null), Row.exact("z", "", 1, null));
    assertEquals(
        "worse: y: 2.00, was 1.00\nnot measured now: x, z\n1 compared, 1 is worse\n",
        Comparison.of(before, List.of(Row.exact("y", "", 2, null), Row.exact("new", "", 2, null)))
            .text());
    assertEquals("3 compared, nothing is worse\n", Comparison.of(before, before).text());
  }
}
