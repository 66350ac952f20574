package io.zpci.serve;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts what may happen often, and says when that is worth a line: the first time, the tenth, the
 * hundredth and so on. At most so many kinds are told apart; others count as one.
 */
final class Tally<T> {
  private static final int MOST = 256;

  private final Map<T, Count> counts = new HashMap<>();
  private final Count others = new Count();

  private static final class Count {
    long times;
    long next = 1;
  }

  /** {@code what} happened again: how often it did where that is worth a line, else 0. */
  long again(T what) {
    Count count = counts.get(what);
    if (count == null) {
      count = others;
      if (counts.size() < MOST) {
        count = new Count();
        counts.put(what, count);
      }
    }
    count.times++;
    if (count.times < count.next) {
      return 0;
    }
    count.next *= 10;
    return count.times;
  }

  /** Nothing has happened yet. */
  void clear() {
    counts.clear();
    others.times = 0;
    others.next = 1;
  }
}
