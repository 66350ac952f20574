package io.zpci.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue is whole: every row of the tables, each once, in their order. */
class CatalogueTest {
  private static Stream<String> ids(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> prefix + i);
  }

  @Test
  void everyRowStandsInItOnceInOrderAfterTheSeed() {
    List<String> expected =
        Stream.of(Stream.of(Catalogue.SEED), ids("g.", 38), ids("L-", 18), ids("Q-", 13))
            .flatMap(each -> each)
            .toList();
    assertEquals(expected, Catalogue.entries().stream().map(Entry::id).toList());
  }
}
