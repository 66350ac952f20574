package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  @ParameterizedTest
  @CsvSource({"R-05, r-05, 0", "R-05, R-06, 1", "abc, '', 3", "kitten, sitting, 3"})
  void distance(String one, String other, int distance) {
    assertEquals(distance, Spelling.distance(one, other));
    assertEquals(distance, Spelling.distance(other, one));
  }

  @Test
  void theNearestComeFirstAndOnce() {
    List<String> names = List.of("serve", "rules", "routes", "rules", "run");
    assertEquals(List.of("rules", "run"), Spelling.close(names, "ruls", 2));
    assertEquals(List.of("rules", "routes", "run", "serve"), Spelling.close(names, "rules", 9));
  }
}
