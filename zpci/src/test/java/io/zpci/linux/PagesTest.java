package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A kernel's pages: powers of two, aligned, lowest first. */
class PagesTest {
  private static final long SEED = Long.getLong("zpci.seed", 11);

  private final GuestStorage storage =
      new GuestStorage(0, MemorySegment.ofArray(new byte[0x20000]));
  private final Pages pages = new Pages(storage, 0x10000);

  @Test
  void blocksAreTheLowestThatFitAndAligned() {
    assertEquals(0x10000, pages.allocate(80));
    assertEquals(0x11000, pages.allocate(4096));
    assertEquals(0x10800, pages.allocate(2048));
    assertEquals(0x14000, pages.allocate(16384));
    assertEquals(0x12000, pages.allocate(2049));
    pages.free(0x10000, 80);
    assertEquals(0x13000, pages.allocate(4096), "half of the lowest page is in use");
    assertEquals(0x10000, pages.allocate(1));
  }

  @Test
  void blocksAreZero() {
    storage.putLong(0x10000, -1);
    storage.putLong(0x10ff8, -1);
    storage.putLong(0x11000, 7);
    assertEquals(0x10000, pages.allocate(4096));
    assertEquals(0, storage.getLong(0x10000));
    assertEquals(0, storage.getLong(0x10ff8));
    assertEquals(7, storage.getLong(0x11000), "the next block is not touched");
  }

  @Test
  void fullIsEnomem() {
    assertEquals(0x10000, pages.allocate(0x10000));
    assertEquals(-12, pages.allocate(1));
    pages.free(0x10000, 0x10000);
    assertEquals(-12, pages.allocate(0x10001));
    assertEquals(-12, pages.allocate(Long.MAX_VALUE));
    assertEquals(0x10000, pages.allocate(0xffff));
  }

  @Test
  void theFirstPageMayStartAnywhere() {
    assertEquals(0x10800, new Pages(storage, 0x10001).allocate(1));
    assertThrows(IllegalArgumentException.class, () -> new Pages(storage, 0x20001));
  }

  @Test
  void onlyWhatIsTakenIsFreed() {
    long block = pages.allocate(4096);
    assertThrows(IllegalArgumentException.class, () -> pages.free(block, 8192));
    assertThrows(IllegalArgumentException.class, () -> pages.free(block + 1, 4096));
    assertThrows(IllegalArgumentException.class, () -> pages.free(block + 0x100000, 4096));
    pages.free(block, 4096);
    assertThrows(IllegalArgumentException.class, () -> pages.free(block, 4096));
  }

  @Test
  void blocksNeverOverlap() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<long[]> taken = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(5) < 3) {
        long size = 1 + random.nextInt(1 << random.nextInt(15));
        long address = pages.allocate(size);
        if (address >= 0) {
          long whole = Math.max(2048, Long.highestOneBit(2 * size - 1));
          assertEquals(0, address % whole, "seed " + SEED);
          for (long[] other : taken) {
            assertTrue(address + whole <= other[0] || other[0] + other[1] <= address);
          }
          taken.add(new long[] {address, whole, size});
        }
      } else if (!taken.isEmpty()) {
        long[] block = taken.remove(random.nextInt(taken.size()));
        pages.free(block[0], block[2]);
      }
    }
    taken.forEach(block -> pages.free(block[0], block[2]));
    assertEquals(0x10000, pages.allocate(0x10000), "seed " + SEED);
  }

  @Test
  void whatIsTakenHoldsWhatItsLastUserLeft() {
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 0x10000);
    Pages pages = new Pages(storage, 0x8000);
    long block = pages.take(4096);
    storage.putInt(block + 8, 0x1234);
    pages.free(block, 4096);
    assertEquals(block, pages.take(4096));
    assertEquals(0x1234, storage.getInt(block + 8));
    pages.free(block, 4096);
    assertEquals(block, pages.allocate(4096));
    assertEquals(0, storage.getInt(block + 8));
  }
}
