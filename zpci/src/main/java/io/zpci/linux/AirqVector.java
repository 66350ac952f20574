package io.zpci.linux;

import io.zpci.interrupt.IndicatorVector;
import io.zpci.storage.InterlockedStorage;
import java.util.BitSet;

/**
 * A vector of indicators whose bits are handed out one by one ({@code airq_iv} with {@code
 * AIRQ_IV_ALLOC}). Source: spec zpci 12.7.
 */
final class AirqVector {
  private final InterlockedStorage storage;
  private final long address;
  private final int bits;
  private final BitSet taken = new BitSet();
  private volatile int end;

  /** A vector of {@code bits} at {@code address}, none taken. */
  AirqVector(InterlockedStorage storage, long address, int bits) {
    this.storage = storage;
    this.address = address;
    this.bits = bits;
  }

  /** Where the vector stands. */
  long address() {
    return address;
  }

  /**
   * Where a scan ends: 0 at first, then one more than it would have to be. A vector whose last bit
   * was taken is scanned one bit past its end.
   */
  int end() {
    return end;
  }

  /** Takes the first run of {@code count} free bits; -1 where there is none. */
  synchronized int allocate(int count) {
    int bit = taken.nextClearBit(0);
    while (bit + count <= bits) {
      int used = taken.nextSetBit(bit);
      if (used < 0 || used >= bit + count) {
        taken.set(bit, bit + count);
        if (bit + count >= end) {
          end = bit + count + 1;
        }
        return bit;
      }
      bit = taken.nextClearBit(used);
    }
    return -1;
  }

  /** Gives bits back: what is left set in them is cleared. The end stays where it is. */
  synchronized void free(int bit, int count) {
    for (int i = bit; i < bit + count; i++) {
      IndicatorVector.testAndClear(storage, address, i);
    }
    taken.clear(bit, bit + count);
  }
}
