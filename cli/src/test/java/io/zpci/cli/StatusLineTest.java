package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.serve.ServedCounts;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static ServedCounts counts(String name, boolean there, long by) {
    return new ServedCounts(name, there, 10 * by, 1000 * by, 2 * by, by);
  }

  @Test
  void differencesBySecond() {
    assertEquals(
        "per s: a 100 blocks 9.8 KiB 20 irq 10 ev, b no client",
        StatusLine.line(
            List.of(counts("a", true, 3), counts("b", false, 0)),
            List.of(counts("a", true, 8), counts("b", false, 0)),
            0.5));
  }

  @Test
  void amountsHaveUnits() {
    List<ServedCounts> before = List.of(new ServedCounts("a", true, 0, 0, 0, 0));
    assertEquals(
        "per s: a 1 blocks 1023 B 0 irq 0 ev",
        StatusLine.line(before, List.of(new ServedCounts("a", true, 1, 1023, 0, 0)), 1));
    assertEquals(
        "per s: a 2560 blocks 10.0 MiB 0 irq 0 ev",
        StatusLine.line(before, List.of(new ServedCounts("a", true, 2560, 10 << 20, 0, 0)), 1));
  }

  @Test
  void whatDoesNotFitIsLeftOut() {
    List<ServedCounts> many = Collections.nCopies(9, counts("a", false, 0));
    String line = StatusLine.line(many, many, 1);
    assertEquals(79, line.length());
    assertEquals(
        "per s: a no client, a no client, a no client, a no client, a no client, a no ..", line);
  }
}
