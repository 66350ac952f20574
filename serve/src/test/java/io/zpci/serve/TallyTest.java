package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static List<Long> lines(Tally<Integer> tally, int what, int times) {
    List<Long> lines = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long line = tally.again(what);
      if (line != 0) {
        lines.add(line);
      }
    }
    return lines;
  }

  @Test
  void powersOfTenAreWorthALine() {
    Tally<Integer> tally = new Tally<>();
    assertEquals(List.of(1L, 10L, 100L, 1000L), lines(tally, 7, 9999));
    assertEquals(List.of(1L), lines(tally, 8, 9));
    assertEquals(List.of(10000L), lines(tally, 7, 1));
  }

  @Test
  void afterClearingItIsTheFirstAgain() {
    Tally<Integer> tally = new Tally<>();
    lines(tally, 7, 5);
    tally.clear();
    assertEquals(List.of(1L, 10L), lines(tally, 7, 10));
  }

  @Test
  void whatIsTooMuchCountsTogether() {
    Tally<Integer> tally = new Tally<>();
    int lines = 0;
    for (int what = 0; what < 100_000; what++) {
      lines += tally.again(what) == 0 ? 0 : 1;
    }
    // 256 kinds, and 1, 10, 100, 1000 and 10000 of all others
    assertEquals(256 + 5, lines);
  }
}
