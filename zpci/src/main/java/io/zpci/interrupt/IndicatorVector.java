package io.zpci.interrupt;

import io.zpci.storage.InterlockedStorage;

/**
 * Bits in storage numbered from the left: bit n stands in byte n / 8 under the mask {@code 0x80 >>
 * n % 8}. Source: spec zpci 12.2. Every method does one interlocked update at most and allocates
 * nothing; the vector's address needs no alignment, for the word that holds a bit is accessed. A
 * bit outside the storage is whatever the storage throws; {@link #reaches} asks first.
 */
public final class IndicatorVector {
  private static final int WORD_BITS = 32;
  private static final int FIRST = 0x8000_0000;

  private IndicatorVector() {}

  /**
   * Whether {@code storage} holds the word with bit {@code bit} of the vector at {@code address}.
   */
  public static boolean reaches(InterlockedStorage storage, long address, long bit) {
    return storage.contains(word(address, bit), Integer.BYTES);
  }

  /** Sets bit {@code bit} of the vector at {@code address}; whether it was set. */
  public static boolean testAndSet(InterlockedStorage storage, long address, long bit) {
    int mask = mask(address, bit);
    return (storage.getAndOr(word(address, bit), mask) & mask) != 0;
  }

  /** Clears bit {@code bit} of the vector at {@code address}; whether it was set. */
  public static boolean testAndClear(InterlockedStorage storage, long address, long bit) {
    int mask = mask(address, bit);
    return (storage.getAndAnd(word(address, bit), ~mask) & mask) != 0;
  }

  /**
   * Sets bit {@code bit} of the vector at {@code address}; the whole byte that holds it, as it was.
   */
  public static int byteBeforeSet(InterlockedStorage storage, long address, long bit) {
    int before = storage.getAndOr(word(address, bit), mask(address, bit));
    int place = (int) (address + (bit >>> 3)) & 3;
    return before >>> (24 - 8 * place) & 0xff;
  }

  /**
   * The first bit that is set in {@code [from, end)}, which it clears; -1 where there is none. As
   * Linux's {@code airq_iv_scan}: the bit is found by a load and then cleared, so two CPUs that
   * scan at the same time may both be given it. Nobody misses it.
   */
  public static int scan(InterlockedStorage storage, long address, int from, int end) {
    long base = address & -Integer.BYTES;
    long skew = (address - base) * Byte.SIZE;
    long place = from + skew;
    long last = end + skew;
    while (place < last) {
      long word = base + place / WORD_BITS * Integer.BYTES;
      int bits = storage.get(word) & (-1 >>> (int) place);
      if (bits != 0) {
        long found = (place & -WORD_BITS) + Integer.numberOfLeadingZeros(bits);
        if (found >= last) {
          return -1;
        }
        storage.getAndAnd(word, ~(FIRST >>> (int) found));
        return (int) (found - skew);
      }
      place = (place | (WORD_BITS - 1)) + 1;
    }
    return -1;
  }

  /** The address of the word that holds the bit. */
  private static long word(long address, long bit) {
    return address + (bit >>> 3) & -Integer.BYTES;
  }

  /** The bit in its word. */
  private static int mask(long address, long bit) {
    return FIRST >>> (int) (8 * (address + (bit >>> 3) & 3) + (bit & 7));
  }
}
