package io.zpci.tests.interleaving;

import io.zpci.tests.interleaving.World.Fingerprint;
import java.util.Arrays;

/**
 * Worlds that were come to, numbered from 0, each with the world before it and the step between.
 */
final class KnownWorlds {
  private static final int START = 1 << 16;

  private long[] one = new long[START];
  private long[] other = new long[START];
  private int[] before = new int[START];
  private byte[] step = new byte[START];
  private int[] table = emptyTable(4 * START);
  private int size;

  KnownWorlds() {}

  private static int[] emptyTable(int length) {
    int[] empty = new int[length];
    Arrays.fill(empty, -1);
    return empty;
  }

  int size() {
    return size;
  }

  /** Adds a world; its number, or -1 where it is known. */
  int add(Fingerprint world, int from, int choice) {
    if (size == one.length) {
      grow();
    }
    int at = place(world.one(), world.other());
    if (table[at] >= 0) {
      return -1;
    }
    one[size] = world.one();
    other[size] = world.other();
    before[size] = from;
    step[size] = (byte) choice;
    table[at] = size;
    return size++;
  }

  private int place(long first, long second) {
    int at = (int) first & (table.length - 1);
    while (table[at] >= 0 && (one[table[at]] != first || other[table[at]] != second)) {
      at = (at + 1) & (table.length - 1);
    }
    return at;
  }

  private void grow() {
    int longer = 2 * size;
    one = Arrays.copyOf(one, longer);
    other = Arrays.copyOf(other, longer);
    before = Arrays.copyOf(before, longer);
    step = Arrays.copyOf(step, longer);
    table = emptyTable(4 * longer);
    for (int i = 0; i < size; i++) {
      table[place(one[i], other[i])] = i;
    }
  }

  /** The steps that lead from world 0 to {@code number}. */
  int[] steps(int number) {
    int length = 0;
    for (int at = number; at != 0; at = before[at]) {
      length++;
    }
    int[] steps = new int[length];
    for (int at = number; at != 0; at = before[at]) {
      steps[--length] = step[at];
    }
    return steps;
  }
}
