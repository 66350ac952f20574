package io.zpci.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param name stable: {@code split.4096.pointer}
 * @param what for people: what is compared with what
 * @param ratio of the one over the other, or where {@code what} says so another number
 * @param low the ratio at its lower end
 * @param high at its upper end
 * @param goal at most this; null where there is none
 */
record Row(String name, String what, double ratio, double low, double high, @Nullable Double goal) {
  /**
   * {@code ours} over {@code theirs}, of what is a whole and no loop: median over median, its ends
   * quartile over opposite quartile.
   */
  static Row of(String name, String what, Samples ours, Samples theirs, @Nullable Double goal) {
    return new Row(
        name,
        what,
        ours.median() / theirs.median(),
        ours.firstQuarter() / theirs.lastQuarter(),
        ours.lastQuarter() / theirs.firstQuarter(),
        goal);
  }

  /** A number that has no spread. */
  static Row exact(String name, String what, double number, @Nullable Double goal) {
    return new Row(name, what, number, number, number, goal);
  }

  /** Whether the goal is met; null without one. */
  @Nullable Boolean met() {
    return goal == null ? null : (Boolean) (ratio <= goal);
  }

  /** Half of what lies between the ends, as a part of the ratio. */
  double spread() {
    return ratio == 0 ? 0 : (high - low) / 2 / ratio;
  }
}
