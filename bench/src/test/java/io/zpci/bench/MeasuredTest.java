package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rounds make of samples. */
class MeasuredTest {
  @Test
  void aLoopGoesByItsFastestAndReachesToEveryRound() {
    Measured measured =
        new Measured(
            List.of(
                Map.of("ours", Samples.of(10, 12, 11), "copy", Samples.of(5, 5, 6)),
                Map.of("ours", Samples.of(40, 44, 41), "copy", Samples.of(20, 20, 20)),
                Map.of("ours", Samples.of(10, 30, 30), "copy", Samples.of(5, 20, 21))),
            Map.of());
    assertEquals(
        new Row("a", "what", 2, 1.5, 2.2, 2.5), measured.row("a", "what", "ours", "copy", 2.5));
    assertEquals(10, measured.best("ours"));
    assertEquals(
        "nothing was measured as theirs",
        assertThrows(IllegalStateException.class, () -> measured.best("theirs")).getMessage());
  }

  @Test
  void aFastestThatStandsAloneIsNotBelieved() {
    Measured measured =
        new Measured(
            List.of(
                Map.of("ours", Samples.of(10, 20), "copy", Samples.of(10, 10)),
                Map.of("ours", Samples.of(20, 20), "copy", Samples.of(10, 10))),
            Map.of("ours", List.of(Samples.of(30), Samples.of(21))));
    assertEquals(20, measured.best("ours"));
    assertEquals(
        new Row("a", "what", 2, 1, 2, null), measured.row("a", "what", "ours", "copy", null));
    assertEquals(
        new Row("b", "what", 0.5, 0.5, 1, null), measured.row("b", "what", "copy", "ours", null));
  }

  @Test
  void ofWhatNothingComesNearAnythingItIsTheSecond() {
    Measured measured =
        new Measured(
            List.of(Map.of("a", Samples.of(10)), Map.of("a", Samples.of(40))),
            Map.of("a", List.of(Samples.of(20))));
    assertEquals(20, measured.best("a"));
    assertEquals(7, new Measured(List.of(Map.of("a", Samples.of(7))), Map.of()).best("a"));
  }

  @Test
  void theFastestIsBelievedWhereAnotherComesNearIt() {
    Measured measured =
        new Measured(
            List.of(
                Map.of("a", Samples.of(100, 180), "b", Samples.of(100, 101)),
                Map.of("a", Samples.of(170, 190), "b", Samples.of(106, 105))),
            Map.of("b", List.of(Samples.of(90))));
    assertFalse(measured.confirmed("a", List.of()));
    assertFalse(measured.confirmed("a", List.of(Samples.of(50))));
    assertTrue(measured.confirmed("a", List.of(Samples.of(170), Samples.of(105))));
    assertEquals(100, measured.best("b"));
    assertFalse(measured.confirmed("b", List.of()));
    assertTrue(measured.confirmed("b", List.of(Samples.of(95, 99))));
  }

  /** Gives samples one after the other, and keeps in which order parts were asked. */
  private record Scripted(String key, List<String> asked, double... samples) implements Part {
    @Override
    public Map<String, Samples> once() {
      return Map.of(key, next());
    }

    @Override
    public Samples again(String name) {
      assertEquals(key, name);
      return next();
    }

    private Samples next() {
      long before = asked.stream().filter(key::equals).count();
      asked.add(key);
      return Samples.of(samples[(int) before]);
    }
  }

  @Test
  void eachRoundMeasuresEverything() {
    List<String> asked = new ArrayList<>();
    Measured measured =
        new Sampling(true)
            .run(
                List.of(
                    new Scripted("ours", asked, 10, 10, 10, 10),
                    new Scripted("theirs", asked, 5, 5, 5, 5)));
    assertEquals(
        List.of("ours", "theirs", "ours", "theirs", "ours", "theirs", "ours", "theirs"), asked);
    assertEquals(
        new Row("a", "what", 2, 2, 2, null), measured.row("a", "what", "ours", "theirs", null));
  }

  @Test
  void whatStandsAloneIsAskedAgain() {
    List<String> asked = new ArrayList<>();
    Measured measured =
        new Sampling(true)
            .run(
                List.of(
                    new Scripted("ours", asked, 10, 20, 20, 20, 20, 20, 20, 10),
                    new Scripted("theirs", asked, 5, 9, 9, 9, 9, 9, 9, 9)));
    assertEquals(
        List.of(8L, 8L),
        List.of(
            asked.stream().filter("ours"::equals).count(),
            asked.stream().filter("theirs"::equals).count()));
    Row row = measured.row("a", "what", "ours", "theirs", null);
    assertEquals(10.0 / 9, row.ratio());
    assertEquals(10.0 / 9, row.low());
    assertEquals(20.0 / 9, row.high());
  }

  @Test
  void casesOfOneNameAreRefused() {
    List<String> asked = new ArrayList<>();
    List<Part> parts = List.of(new Scripted("a", asked, 1, 1), new Scripted("a", asked, 1, 1));
    assertEquals(
        "two cases are named a",
        assertThrows(IllegalArgumentException.class, () -> new Sampling(true).run(parts))
            .getMessage());
  }
}
