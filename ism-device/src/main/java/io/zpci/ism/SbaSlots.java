package io.zpci.ism;

/** Which indexes of a function's SBA belong to a live DMB of its own. */
final class SbaSlots {
  private final long[] taken = new long[Sba.DMBS / Long.SIZE];
  private int count;

  SbaSlots() {}

  boolean isTaken(int index) {
    return (taken[index / Long.SIZE] & 1L << index) != 0;
  }

  void take(int index) {
    taken[index / Long.SIZE] |= 1L << index;
    count++;
  }

  void release(int index) {
    taken[index / Long.SIZE] &= ~(1L << index);
    count--;
  }

  /** How many are taken. */
  int count() {
    return count;
  }
}
