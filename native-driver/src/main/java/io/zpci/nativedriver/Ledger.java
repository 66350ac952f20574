package io.zpci.nativedriver;

import java.util.Arrays;

/**
 * What is given out, by address, with a length and one number more. Looking up, entering and
 * striking out allocate nothing until there are more entries than ever before.
 */
final class Ledger {
  private static final long FREE = Long.MIN_VALUE;
  private static final int FIRST = 256;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private long[] keys = empty(FIRST);
  private long[] lengths = new long[FIRST];
  private long[] notes = new long[FIRST];
  private int count;

  /** An empty ledger. */
  Ledger() {}

  private static long[] empty(int size) {
    long[] keys = new long[size];
    Arrays.fill(keys, FREE);
    return keys;
  }

  /** How many entries there are. */
  int count() {
    return count;
  }

  /** Enters {@code address}, which is not in it. */
  void put(long address, long length, long note) {
    if (++count * 2 > keys.length) {
      grow();
    }
    enter(address, length, note);
  }

  private void enter(long address, long length, long note) {
    int at = home(address);
    while (keys[at] != FREE) {
      at = (at + 1) & (keys.length - 1);
    }
    keys[at] = address;
    lengths[at] = length;
    notes[at] = note;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldLengths = lengths;
    long[] oldNotes = notes;
    keys = empty(oldKeys.length * 2);
    lengths = new long[keys.length];
    notes = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        enter(oldKeys[i], oldLengths[i], oldNotes[i]);
      }
    }
  }

  /**
   * Where the entry of {@code address} stands; -1 where there is none. Good until the next change.
   */
  int find(long address) {
    int at = home(address);
    while (keys[at] != FREE) {
      if (keys[at] == address) {
        return at;
      }
      at = (at + 1) & (keys.length - 1);
    }
    return -1;
  }

  /** The length of the entry that {@link #find} found. */
  long length(int at) {
    return lengths[at];
  }

  /** The number more. */
  long note(int at) {
    return notes[at];
  }

  /** Strikes out the entry that {@link #find} found. */
  void remove(int at) {
    count--;
    int hole = at;
    int next = (hole + 1) & (keys.length - 1);
    while (keys[next] != FREE) {
      int away = (next - home(keys[next])) & (keys.length - 1);
      if (away >= ((next - hole) & (keys.length - 1))) {
        keys[hole] = keys[next];
        lengths[hole] = lengths[next];
        notes[hole] = notes[next];
        hole = next;
      }
      next = (next + 1) & (keys.length - 1);
    }
    keys[hole] = FREE;
  }

  private int home(long address) {
    return (int) ((address * SPREAD) >>> 32) & (keys.length - 1);
  }
}
