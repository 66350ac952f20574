package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrappedTest {
  @Test
  void linesAreAsLongAsTheyMayBe() {
    assertEquals(List.of("a bc", "def"), Wrapped.lines("a bc def", 4));
    assertEquals(List.of("a bc def"), Wrapped.lines("a bc def", 8));
    assertEquals(List.of("a", "longer", "b"), Wrapped.lines(" a longer  b ", 3));
    assertEquals(List.of(""), Wrapped.lines("", 3));
  }
}
