package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many segments, so that some fall on the same slot. */
class ShadowEntriesTest {
  private static final long SEED = Long.getLong("zpci.seed", 4711);
  private static final long ALL = -0x1000;

  private final Shadow shadow = new Shadow();
  private final TreeMap<Long, Long> expected = new TreeMap<>(Long::compareUnsigned);

  @Test
  void everyPageIsFoundHoweverManySegmentsThereAre() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5000; round++) {
      long address = (long) random.nextInt(700) * 0x77_3000_1000L & ALL;
      if (random.nextInt(3) == 0) {
        shadow.remove(address);
        expected.remove(address);
      } else {
        shadow.put(address, round * 0x1000L + 3);
        expected.put(address, round * 0x1000L + 3);
      }
    }
    for (long n = 0; n < 700; n++) {
      long address = n * 0x77_3000_1000L & ALL;
      assertEquals(expected.getOrDefault(address, 0L), shadow.get(address), "seed " + SEED);
    }
    long from = 0;
    for (Map.Entry<Long, Long> page : expected.entrySet()) {
      assertEquals(page.getKey(), shadow.next(from, ALL), "seed " + SEED);
      from = page.getKey() + 0x1000;
    }
    assertEquals(Shadow.NONE, shadow.next(from, ALL));
  }
}
