package io.zpci.interrupt;

import io.zpci.storage.InterlockedStorage;

/**
 * Bits in storage numbered from the left: bit n stands in byte n / 8 under the mask {@code 0x80 >>
 * n % 8}. Source: spec zpci 12.2. Every method does one interlocked access per word it touches and
 * allocates nothing; the vector's address needs no alignment.
 */
public final class IndicatorVector {
  private IndicatorVector() {}

  /** Sets bit {@code bit} of the vector at {@code address}; whether it was set. */
  public static boolean testAndSet(InterlockedStorage storage, long address, long bit) {
    throw new UnsupportedOperationException("testAndSet");
  }

  /** Clears bit {@code bit} of the vector at {@code address}; whether it was set. */
  public static boolean testAndClear(InterlockedStorage storage, long address, long bit) {
    throw new UnsupportedOperationException("testAndClear");
  }

  /**
   * Sets bit {@code bit} of the vector at {@code address}; the whole byte that holds it, as it was.
   */
  public static int byteBeforeSet(InterlockedStorage storage, long address, long bit) {
    throw new UnsupportedOperationException("byteBeforeSet");
  }

  /**
   * The first bit that is set in {@code [from, end)}, which it clears; -1 where there is none. As
   * Linux's {@code airq_iv_scan}.
   */
  public static int scan(InterlockedStorage storage, long address, int from, int end) {
    throw new UnsupportedOperationException("scan");
  }
}
