package io.zpci.guest;

import io.zpci.linux.Errno;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which SBA indexes of a driver are taken, and for which its client is called ({@code sba_bitmap},
 * {@code sba_client_arr}). Source: spec ism 4.1, 6.
 */
final class SbaIndexes {
  /** Indexes an SBA has, from 0. */
  static final int END = 1920;

  /** The first that is ever given away. */
  static final int FIRST = 32;

  private final AtomicIntegerArray taken = new AtomicIntegerArray(END / Integer.SIZE);
  private final AtomicIntegerArray called = new AtomicIntegerArray(END / Integer.SIZE);

  SbaIndexes() {}

  /**
   * Takes an index.
   *
   * @param wanted 0 for the lowest free one
   * @return the index, or -ENOSPC where none is free, or -EINVAL where {@code wanted} is taken or
   *     below 32. From 1920 on, which the real driver looks up behind its bitmap with unverified
   *     consequence, it is -EINVAL too.
   */
  int take(int wanted) {
    int index = wanted == 0 ? lowestFree() : wanted;
    if (index == END && wanted == 0) {
      return -Errno.ENOSPC;
    }
    if (index < FIRST || index >= END) {
      return -Errno.EINVAL;
    }
    int before = taken.getAndUpdate(index / Integer.SIZE, bits -> bits | bit(index));
    return (before & bit(index)) == 0 ? index : -Errno.EINVAL;
  }

  /** Gives {@code index} back. */
  void free(int index) {
    int _ = taken.getAndUpdate(index / Integer.SIZE, bits -> bits & ~bit(index));
  }

  /** From now on the client is called for {@code index}, or not any more. */
  void call(int index, boolean whether) {
    int _ =
        called.getAndUpdate(
            index / Integer.SIZE, bits -> whether ? bits | bit(index) : bits & ~bit(index));
  }

  /** Whether the client is called for {@code index}. */
  boolean isCalled(int index) {
    return (called.get(index / Integer.SIZE) & bit(index)) != 0;
  }

  private int lowestFree() {
    for (int word = FIRST / Integer.SIZE; word < taken.length(); word++) {
      int zeros = ~taken.get(word);
      if (zeros != 0) {
        return word * Integer.SIZE + Integer.numberOfTrailingZeros(zeros);
      }
    }
    return END;
  }

  private static int bit(int index) {
    return 1 << index % Integer.SIZE;
  }
}
