package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shadow at sizes that make it grow many times, against a map. */
class ShadowTest {
  private static final long SEED = Long.getLong("zpci.seed", 3);
  private static final long IO = 0x1_0000_0000L;

  private final Shadow shadow = new Shadow();

  private static long page(int n) {
    return 0x1000L * n + 0x1000 | TableWalk.PRESENT;
  }

  @Test
  void hundredsOfThousandsOfPagesStayWhatTheyAre() {
    SplittableRandom random = new SplittableRandom(SEED);
    TreeMap<Long, Long> model = new TreeMap<>();
    for (int i = 0; i < 600_000; i++) {
      long address = IO + (random.nextLong(1 << 20) << 12);
      if (random.nextInt(4) == 0) {
        shadow.remove(address);
        model.remove(address);
      } else {
        shadow.put(address, page(i));
        model.put(address, page(i));
      }
    }
    assertTrue(model.size() > 200_000, "seed " + SEED);
    long next = shadow.next(0, -0x1000);
    for (Map.Entry<Long, Long> entry : model.entrySet()) {
      assertEquals(entry.getKey(), next, "seed " + SEED);
      assertEquals(entry.getValue(), shadow.get(next), "seed " + SEED);
      next = shadow.next(next + 0x1000, -0x1000);
    }
    assertEquals(Shadow.NONE, next);
  }

  /** Strides in bytes: neighbours, one a page table, one a segment table, one a region table. */
  @ParameterizedTest
  @ValueSource(longs = {0x1000, 0x10_0000, 0x8000_0000L, 0x400_0000_0000L})
  void aLookUpLooksAtFewSlotsHoweverMuchIsMapped(long stride) {
    int pages = (int) Math.min(300_000, (1L << 57) / stride);
    long most = 0;
    for (int i = 0; i < pages; i++) {
      shadow.put(IO + i * stride, page(i));
    }
    for (int i = 0; i < pages; i++) {
      assertEquals(page(i), shadow.get(IO + i * stride));
      most = Math.max(most, shadow.probes(IO + i * stride));
    }
    assertTrue(most <= 32, "probes: " + most);
  }

  @Test
  void segmentsThatWereEmptiedAndLeftBehindAreHeldAgain() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 5000; i++) {
        shadow.put(IO + 0x10_0000L * i, page(i));
      }
      for (int i = 0; i < 5000; i++) {
        assertEquals(page(i), shadow.get(IO + 0x10_0000L * i));
        shadow.remove(IO + 0x10_0000L * i);
      }
      assertEquals(Shadow.NONE, shadow.next(0, -0x1000));
    }
  }
}
