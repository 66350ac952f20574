package io.zpci.storage.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.Allocation;
import io.zpci.arch.contract.Fuzz;
import io.zpci.storage.InterlockedStorage;
import org.junit.jupiter.api.Test;

/**
 * What every {@link InterlockedStorage} holds to as one CPU sees it. Extend it and say where words
 * are; JUnit runs the rest.
 */
public abstract class InterlockedStorageContract {
  private static final int STEPS = 20_000;
  private static final int WORDS = 16;

  /** Made by JUnit. */
  protected InterlockedStorageContract() {}

  /**
   * Words.
   *
   * @param storage where they are
   * @param start address of the first of 16, a multiple of 4
   * @param end the address after the last byte of the storage
   */
  public record Words(InterlockedStorage storage, long start, long end) {}

  /** Storage full of zeros; each call makes another. */
  protected abstract Words create();

  @Test
  public final void wordsAreWhatWasMadeOfThem() {
    Words words = create();
    InterlockedStorage storage = words.storage();
    int[] expected = new int[WORDS];
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int index = fuzz.below(WORDS);
      long at = words.start() + 4L * index;
      int bits = fuzz.onceIn(2) ? 1 << fuzz.below(32) : (int) fuzz.bits();
      switch (fuzz.below(4)) {
        case 0 -> {
          assertEquals(expected[index], storage.getAndOr(at, bits), fuzz.where("getAndOr"));
          expected[index] |= bits;
        }
        case 1 -> {
          assertEquals(expected[index], storage.getAndAnd(at, ~bits), fuzz.where("getAndAnd"));
          expected[index] &= ~bits;
        }
        case 2 -> {
          storage.and(at, ~bits);
          expected[index] &= ~bits;
          if (fuzz.onceIn(2)) {
            storage.fence();
          }
        }
        default -> assertEquals(expected[index], storage.get(at), fuzz.where("get"));
      }
    }
    storage.fence();
    for (int index = 0; index < WORDS; index++) {
      assertEquals(expected[index], storage.get(words.start() + 4L * index), "word " + index);
    }
  }

  @Test
  public final void containsIsTheWholeRange() {
    Words words = create();
    InterlockedStorage storage = words.storage();
    long size = words.end() - words.start();
    assertTrue(storage.contains(words.start(), 4L * WORDS));
    assertTrue(storage.contains(words.start(), size));
    assertFalse(storage.contains(words.start(), size + 1));
    assertTrue(storage.contains(words.end() - 4, 4));
    assertFalse(storage.contains(words.end() - 3, 4));
    assertFalse(storage.contains(words.start(), -1));
    assertFalse(storage.contains(Long.MAX_VALUE - 2, 4));
    assertFalse(storage.contains(-4, 8));
  }

  @Test
  public final void nothingAllocates() {
    Words words = create();
    InterlockedStorage storage = words.storage();
    assertEquals(0, Allocation.of(() -> storage.get(words.start())), "get");
    assertEquals(0, Allocation.of(() -> storage.getAndOr(words.start(), 3)), "getAndOr");
    assertEquals(0, Allocation.of(() -> storage.getAndAnd(words.start(), 1)), "getAndAnd");
    assertEquals(0, Allocation.of(() -> storage.and(words.start(), 1)), "and");
    assertEquals(0, Allocation.of(storage::fence), "fence");
  }
}
