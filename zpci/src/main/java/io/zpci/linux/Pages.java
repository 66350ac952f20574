package io.zpci.linux;

import io.zpci.storage.GuestStorage;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A kernel's free pages: blocks of powers of two, naturally aligned, first fit from the lowest
 * address, so that runs are the same each time. Not thread safe.
 */
public final class Pages {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** Binary logarithm of {@link #PAGE}. */
  static final int SHIFT = 12;

  /** The smallest block, 2 KiB: what a page table of I/O translation takes. */
  private static final int UNIT_SHIFT = 11;

  /** Units are numbered by an int from address 0 on. */
  private static final long MAX_END = 1L << (UNIT_SHIFT + 31);

  private final GuestStorage storage;
  private final int units;
  private final BitSet taken = new BitSet();

  /** For each order: no free block of that order starts below this unit. */
  private final int[] lowest = new int[Integer.SIZE];

  /**
   * Every page of {@code storage} from {@code from} on is free.
   *
   * @throws IllegalArgumentException where {@code from} is no address of the storage, or that ends
   *     above 4 TiB
   */
  public Pages(GuestStorage storage, long from) {
    if (from < 0 || !storage.contains(from, 0) || storage.end() > MAX_END) {
      throw new IllegalArgumentException(
          "no pages from 0x%x to 0x%x".formatted(from, storage.end()));
    }
    this.storage = storage;
    this.units = (int) (storage.end() >>> UNIT_SHIFT);
    int first = (int) ((from + (1L << UNIT_SHIFT) - 1) >>> UNIT_SHIFT);
    taken.set(0, first);
    Arrays.fill(lowest, first);
  }

  /**
   * Takes a zeroed block.
   *
   * @param size bytes; rounded up to a power of two, at least 2 KiB
   * @return its address, a multiple of the rounded size; {@code -ENOMEM} where there is none
   */
  public long allocate(long size) {
    long address = take(size);
    if (address >= 0) {
      long cleared = 1L << (order(size) + UNIT_SHIFT);
      storage.segment().asSlice(storage.offset(address), cleared).fill((byte) 0);
    }
    return address;
  }

  /**
   * As {@link #allocate}, but the block holds what its last user left.
   *
   * @param size bytes, as there
   * @return as there
   */
  public long take(long size) {
    if (size > storage.end()) {
      return -Errno.ENOMEM;
    }
    int order = order(size);
    long unit = firstFit(order);
    if (unit < 0) {
      return -Errno.ENOMEM;
    }
    taken.set((int) unit, (int) unit + (1 << order));
    lowest[order] = (int) Math.min(unit + (1L << order), units);
    return unit << UNIT_SHIFT;
  }

  /**
   * Gives a block back: {@code address} and {@code size} as they were taken.
   *
   * @throws IllegalArgumentException where no such block is taken
   */
  public void free(long address, long size) {
    int order = size > storage.end() ? Integer.SIZE : order(size);
    long unit = address >> UNIT_SHIFT;
    long end = order < Integer.SIZE ? unit + (1L << order) : Long.MAX_VALUE;
    if (unit < 0
        || end > units
        || unit << UNIT_SHIFT != address
        || taken.nextClearBit((int) unit) < end) {
      throw new IllegalArgumentException(
          "no block of 0x%x bytes at 0x%x is taken".formatted(size, address));
    }
    taken.clear((int) unit, (int) end);
    for (int each = 0; each < lowest.length - 1; each++) {
      lowest[each] = Math.min(lowest[each], (int) unit & -(1 << each));
    }
  }

  /** The lowest naturally aligned run of free units; -1 where there is none. */
  private long firstFit(int order) {
    long length = 1L << order;
    long at = align(lowest[order], length);
    while (at + length <= units) {
      int used = taken.nextSetBit((int) at);
      if (used < 0 || used >= at + length) {
        return at;
      }
      at = align(taken.nextClearBit(used), length);
    }
    return -1;
  }

  private static long align(long unit, long length) {
    return (unit + length - 1) & -length;
  }

  private static int order(long size) {
    long rounded = Math.max(size, 1L << UNIT_SHIFT) - 1;
    return Long.SIZE - Long.numberOfLeadingZeros(rounded) - UNIT_SHIFT;
  }
}
