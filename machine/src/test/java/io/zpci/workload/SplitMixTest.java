package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitMixTest {
  /** The first numbers of seed 1234567 as the algorithm's authors' reference code gives them. */
  @Test
  void numbersAreThoseOfTheAlgorithm() {
    SplitMix random = new SplitMix(1234567);
    assertEquals(6457827717110365317L, random.next());
    assertEquals(3203168211198807973L, random.next());
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.next());
  }

  @Test
  void aBoundIsNeverReachedAndEverythingBelowIs() {
    SplitMix random = new SplitMix(7);
    boolean[] seen = new boolean[5];
    for (int i = 0; i < 200; i++) {
      seen[(int) random.below(5)] = true;
    }
    for (boolean each : seen) {
      assertTrue(each);
    }
    assertEquals(0, random.below(1));
    assertThrows(IllegalArgumentException.class, () -> random.below(0));
  }

  @Test
  void bothEndsOfARangeCome() {
    SplitMix random = new SplitMix(3);
    int low = 0;
    int high = 0;
    for (int i = 0; i < 100; i++) {
      int value = random.between(-1, 1);
      assertTrue(value >= -1 && value <= 1);
      low += value == -1 ? 1 : 0;
      high += value == 1 ? 1 : 0;
    }
    assertTrue(low > 10 && high > 10, low + " " + high);
  }

  @Test
  void chancesAreInPercent() {
    SplitMix random = new SplitMix(9);
    int hits = 0;
    for (int i = 0; i < 10_000; i++) {
      assertTrue(random.chance(100));
      assertTrue(!random.chance(0));
      hits += random.chance(30) ? 1 : 0;
    }
    assertTrue(hits > 2800 && hits < 3200, "hits " + hits);
  }

  @Test
  void bytesAndPicksFollowTheSeed() {
    assertEquals(new SplitMix(5).bytes(40), new SplitMix(5).bytes(40));
    assertEquals(40, new SplitMix(5).bytes(40).size());
    assertEquals("x", new SplitMix(5).pick(List.of("x")));
  }
}
