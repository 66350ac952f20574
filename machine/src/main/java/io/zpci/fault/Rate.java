package io.zpci.fault;

import org.jspecify.annotations.Nullable;

/**
 * Which of its matches a fault hits.
 *
 * @param first the first, from 1
 * @param times how many at most
 * @param chance of each of them
 * @param awaited what must have happened before a match counts; null where nothing must
 */
record Rate(long first, long times, double chance, @Nullable Awaited awaited) {
  static final long ALWAYS = Long.MAX_VALUE;

  boolean always() {
    return times == ALWAYS && chance == 1;
  }

  boolean armed() {
    return awaited == null || awaited.happened();
  }

  String words() {
    StringBuilder words = new StringBuilder();
    if (times == 1) {
      words.append("the ").append(ordinal(first));
    } else {
      words.append(times == ALWAYS ? "each" : times + " of them");
      if (first > 1) {
        words.append(" from the ").append(ordinal(first)).append(" on");
      }
    }
    if (chance < 1) {
      words.append(" with chance ").append(chance);
    }
    if (awaited != null) {
      words.append(" after the ").append(awaited.event().describe());
    }
    return words.toString();
  }

  /** {@code 1st}, {@code 2nd}, {@code 3rd}, {@code 4th}, {@code 11th}. */
  static String ordinal(long n) {
    long two = n % 100;
    if (two >= 11 && two <= 13) {
      return n + "th";
    }
    return n
        + switch ((int) (n % 10)) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }
}
