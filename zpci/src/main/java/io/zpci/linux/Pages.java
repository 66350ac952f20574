package io.zpci.linux;

import io.zpci.storage.GuestStorage;

/**
 * A kernel's free pages: blocks of powers of two, naturally aligned, first fit from the lowest
 * address, so that runs are the same each time. Not thread safe.
 */
public final class Pages {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** Every page of {@code storage} from {@code from} on is free. */
  public Pages(GuestStorage storage, long from) {
    throw new UnsupportedOperationException("Pages");
  }

  /**
   * Takes a zeroed block.
   *
   * @param size bytes; rounded up to a power of two, at least 2 KiB
   * @return its address, a multiple of the rounded size; {@code -ENOMEM} where there is none
   */
  public long allocate(long size) {
    throw new UnsupportedOperationException("allocate");
  }

  /** Gives a block back: {@code address} and {@code size} as they were taken. */
  public void free(long address, long size) {
    throw new UnsupportedOperationException("free");
  }
}
