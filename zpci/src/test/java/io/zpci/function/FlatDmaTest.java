package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * DMA through ranges: what is mapped is reached, what is not is not, and nothing is done by half.
 */
class FlatDmaTest {
  private static final long START = 0x10000;
  private static final long IO = 0x1_0000_0000L;

  private final Arena arena = Arena.ofShared();
  private final GuestStorage storage = GuestStorage.allocate(arena, START, 0x10000);
  private final FlatDma dma = new FlatDma(storage);
  private final Register previous = new Register();

  @AfterEach
  void close() {
    arena.close();
  }

  private byte[] read(long address, int length) {
    byte[] target = new byte[length + 2];
    assertEquals(0, dma.read(address, MemorySegment.ofArray(target), 1, length));
    assertEquals(0, target[0] | target[length + 1]);
    return Arrays.copyOfRange(target, 1, length + 1);
  }

  @Test
  void nothingIsMappedAtFirst() {
    assertEquals(Dma.PROTECTED, dma.check(IO, 1));
    assertEquals(Dma.PROTECTED, dma.read(IO, MemorySegment.ofArray(new byte[4]), 0, 4));
    assertEquals(Dma.PROTECTED, dma.or(IO, 1, previous));
    assertEquals(0, dma.check(IO, 0));
  }

  @Test
  void aMappingLeadsToStorage() {
    assertTrue(dma.map(IO, START + 0x1000, 0x1000));
    assertEquals(0, dma.write(IO + 0x10, MemorySegment.ofArray(new byte[] {9, 1, 2, 3}), 1, 3));
    assertEquals(0x01020300, storage.getInt(START + 0x1010));
    assertArrayEquals(new byte[] {0, 1, 2}, read(IO + 0xf, 3));
  }

  @Test
  void theEdgesAreExact() {
    dma.map(IO, START, 0x1000);
    assertEquals(0, dma.check(IO, 0x1000));
    assertEquals(Dma.PROTECTED, dma.check(IO, 0x1001));
    assertEquals(Dma.PROTECTED, dma.check(IO - 1, 1));
    assertEquals(Dma.PROTECTED, dma.check(IO + 0x1000, 1));
    assertEquals(0, dma.check(IO + 0xfff, 1));
  }

  @Test
  void anAccessRunsAcrossMappingsThatTouch() {
    dma.map(IO + 0x1000, START, 0x1000);
    dma.map(IO, START + 0x8000, 0x1000);
    dma.map(IO + 0x2000, START + 0x4000, 0x1000);
    byte[] data = new byte[0x1800];
    new SplittableRandom(3).nextBytes(data);
    assertEquals(0, dma.write(IO + 0xc00, MemorySegment.ofArray(data), 0, data.length));
    assertArrayEquals(data, read(IO + 0xc00, data.length));
    assertEquals(data[0] & 0xff, storage.getByte(START + 0x8c00));
    assertEquals(data[0x400] & 0xff, storage.getByte(START));
    assertEquals(data[0x1400] & 0xff, storage.getByte(START + 0x4000));
  }

  @Test
  void aHoleLeavesEverythingUntouched() {
    dma.map(IO, START, 0x1000);
    dma.map(IO + 0x2000, START + 0x1000, 0x1000);
    MemorySegment ones = arena.allocate(0x3000).fill((byte) 1);
    assertEquals(Dma.PROTECTED, dma.write(IO, ones, 0, 0x3000));
    assertEquals(0, storage.getLong(START));
    assertEquals(Dma.PROTECTED, dma.read(IO, ones, 0, 0x3000));
    assertEquals(1, ones.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(Dma.PROTECTED, dma.check(IO, 0x3000));
  }

  @Test
  void anOverlapIsRefusedWhole() {
    assertTrue(dma.map(IO + 0x1000, START, 0x1000));
    assertFalse(dma.map(IO + 0x1fff, START, 0x1000));
    assertFalse(dma.map(IO, START, 0x1001));
    assertFalse(dma.map(IO, START, 0x4000));
    assertFalse(dma.map(IO + 0x1800, START, 1));
    assertEquals(Dma.PROTECTED, dma.check(IO + 0x2000, 1));
    assertEquals(Dma.PROTECTED, dma.check(IO, 1));
    assertTrue(dma.map(IO, START, 0x1000));
  }

  @Test
  void aMappingNeedsItsStorage() {
    assertThrows(IllegalArgumentException.class, () -> dma.map(IO, START, 0x10001));
    assertThrows(IllegalArgumentException.class, () -> dma.map(IO, START - 1, 1));
    assertThrows(IllegalArgumentException.class, () -> dma.map(IO, START, 0));
    assertThrows(IllegalArgumentException.class, () -> dma.map(-1, START, 2));
  }

  @Test
  void unmapTakesWhatLiesInside() {
    for (int i = 0; i < 4; i++) {
      dma.map(IO + 0x1000L * i, START + 0x1000L * i, 0x1000);
    }
    assertTrue(dma.unmap(IO + 0x1000, 0x2000));
    assertEquals(0, dma.check(IO, 0x1000));
    assertEquals(Dma.PROTECTED, dma.check(IO + 0x1000, 1));
    assertEquals(Dma.PROTECTED, dma.check(IO + 0x2fff, 1));
    assertEquals(0, dma.check(IO + 0x3000, 0x1000));
    assertFalse(dma.unmap(IO + 0x1000, 0x2000));
  }

  @Test
  void aWiderUnmapSaysWhetherAMappingStartedThere() {
    dma.map(IO + 0x1000, START, 0x1000);
    assertFalse(dma.unmap(IO, 0x100000), "something went, but nothing started there");
    assertEquals(Dma.PROTECTED, dma.check(IO + 0x1000, 1));
    dma.map(IO, START, 0x1000);
    assertTrue(dma.unmap(IO, 0x100000));
    dma.map(IO, START, 0x1000);
    assertTrue(dma.unmap(IO, -1), "a range that runs over ends at 2^64");
    dma.map(IO, START, 0x1000);
    assertFalse(dma.unmap(0, -1));
    assertEquals(Dma.PROTECTED, dma.check(IO, 1));
  }

  @Test
  void aMappingInsideOnlyInPartStays() {
    dma.map(IO, START, 0x2000);
    assertFalse(dma.unmap(IO, 0x1000));
    assertFalse(dma.unmap(IO + 0x1000, 0x1000));
    assertFalse(dma.unmap(IO, 0));
    assertEquals(0, dma.check(IO, 0x2000));
  }

  @Test
  void addressesAreUnsigned() {
    assertTrue(dma.map(-0x1000, START, 0x1000));
    assertTrue(dma.map(Long.MAX_VALUE - 0xfff, START, 0x2000));
    assertEquals(0, dma.check(-1, 1));
    assertEquals(0, dma.check(Long.MAX_VALUE, 2));
    assertEquals(Dma.PROTECTED, dma.check(-1, 2));
    assertEquals(Dma.PROTECTED, dma.check(0, 1));
    assertTrue(dma.unmap(-0x1000, 0x1000));
  }

  @Test
  void orSetsBitsOfABigEndianWord() {
    dma.map(IO, START + 0x1000, 0x1000);
    storage.putInt(START + 0x1008, 0x80000001);
    assertEquals(0, dma.or(IO + 8, 0x01000000, previous));
    assertEquals(0x80000001L, previous.get());
    assertEquals(0x81000001, storage.getInt(START + 0x1008));
    assertEquals(0x81, storage.getByte(START + 0x1008));
    assertEquals(0, dma.or(IO + 0xffc, 1, previous));
    assertEquals(Dma.PROTECTED, dma.or(IO + 0x1000, 1, previous));
    assertEquals(0, previous.get());
  }

  @Test
  void orLosesNoBitOfAnyThread() throws Exception {
    dma.map(IO, START, 0x1000);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var tasks = IntStream.range(0, 4).<Callable<Integer>>mapToObj(n -> () -> setByte(n)).toList();
      int fresh = 0;
      for (Future<Integer> each : threads.invokeAll(tasks)) {
        fresh += each.get();
      }
      assertEquals(32 * 1024 / 4, fresh);
    }
    for (int word = 0; word < 1024; word += 4) {
      assertEquals(-1, storage.getInt(START + word));
    }
  }

  /** ORs each of the 32 bits of 256 words, and counts those that this thread set first. */
  private int setByte(int n) {
    Register old = new Register();
    int fresh = 0;
    for (int word = 0; word < 1024; word += 4) {
      for (int i = 0; i < 32; i++) {
        int bit = 1 << ((i + 8 * n) % 32);
        assertEquals(0, dma.or(IO + word, bit, old));
        fresh += (old.get() & bit) == 0 ? 1 : 0;
      }
    }
    return fresh;
  }

  /** Against an array that says for each page where it leads. */
  @Test
  void mappingsAgainstAPageArray() {
    long seed = Long.getLong("zpci.seed", 20260101L);
    System.out.println("FlatDmaTest zpci.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long[] target = new long[64];
    int[] owner = new int[64];
    int mappings = 0;
    for (int step = 0; step < 20_000; step++) {
      int first = random.nextInt(64);
      int pages = random.nextInt(1, 65 - first);
      switch (random.nextInt(3)) {
        case 0 -> {
          int size = Math.min(pages, random.nextInt(1, 6));
          boolean free = IntStream.range(first, first + size).allMatch(page -> owner[page] == 0);
          long to = START + 0x100L * random.nextInt(256 - 8);
          assertEquals(free, dma.map(IO + 0x100L * first, to, 0x100L * size));
          if (free) {
            mappings++;
            for (int i = 0; i < size; i++) {
              owner[first + i] = mappings;
              target[first + i] = to + 0x100L * i;
            }
          }
        }
        case 1 -> {
          int end = first + pages;
          boolean started = false;
          for (int page = first; page < end; page++) {
            int mapping = owner[page];
            boolean starts = mapping != 0 && (page == 0 || owner[page - 1] != mapping);
            boolean fits = mapping != 0 && (end == 64 || owner[end] != mapping);
            if (starts && fits) {
              started |= page == first;
              for (int i = page; i < end && owner[i] == mapping; i++) {
                owner[i] = 0;
              }
            }
          }
          assertEquals(started, dma.unmap(IO + 0x100L * first, 0x100L * pages));
        }
        default -> {
          int size = Math.min(pages, 4);
          boolean all = IntStream.range(first, first + size).allMatch(page -> owner[page] != 0);
          assertEquals(all ? 0 : Dma.PROTECTED, dma.check(IO + 0x100L * first, 0x100L * size));
          if (all) {
            storage.putInt(target[first + size - 1] + 0x40, step);
            byte[] bytes = read(IO + 0x100L * first, 0x100 * size);
            GuestStorage copy = new GuestStorage(0, MemorySegment.ofArray(bytes));
            assertEquals(step, copy.getInt(0x100L * (size - 1) + 0x40));
          }
        }
      }
    }
  }
}
