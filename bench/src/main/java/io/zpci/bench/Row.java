package io.zpci.bench;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param name stable: {@code split.8.4096+0.pointer}
 * @param what for people: what is compared with what
 * @param ratio of the one over the other, or where {@code what} says so another number
 * @param low the ratio at its lower end
 * @param high at its upper end
 * @param goal at most this; null where there is none
 * @param kind how it is compared with the same line of another run
 */
record Row(
    String name,
    String what,
    double ratio,
    double low,
    double high,
    @Nullable Double goal,
    Kind kind) {

  /** What a number is. All but the last are the better, the smaller they are. */
  enum Kind {
    /** Measured: another run gives another one, within what it spreads. */
    RATIO,
    /** Counted: the same in each run. */
    COUNT,
    /** For people: it depends on the machine, or is neither better nor worse for being larger. */
    TOLD
  }

  Row {
    if (!Double.isFinite(ratio) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalStateException(
          name + ": no number was measured: " + ratio + ", " + low + " to " + high);
    }
  }

  /** A measured ratio. */
  Row(String name, String what, double ratio, double low, double high, @Nullable Double goal) {
    this(name, what, ratio, low, high, goal, Kind.RATIO);
  }

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

  /** One number of each run: their median, its ends the least and the greatest. */
  static Row repeated(String name, String what, @Nullable Double goal, double... runs) {
    DoubleSummaryStatistics ends = Arrays.stream(runs).summaryStatistics();
    return new Row(name, what, Samples.of(runs).median(), ends.getMin(), ends.getMax(), goal);
  }

  /** A number that each run counts alike: it has no spread. */
  static Row exact(String name, String what, double number, @Nullable Double goal) {
    return new Row(name, what, number, number, number, goal, Kind.COUNT);
  }

  /** The same, for people only. */
  Row told() {
    return new Row(name, what, ratio, low, high, goal, Kind.TOLD);
  }

  /** Whether the goal is met; null without one. */
  @Nullable Boolean met() {
    return goal == null ? null : (Boolean) (ratio <= goal);
  }

  /** Whether the goal is met by the ratio, and missed within what it spreads. */
  boolean barelyMet() {
    return goal != null && ratio <= goal && high > goal;
  }

  /** Half of what lies between the ends, as a part of the ratio. */
  double spread() {
    return ratio == 0 ? 0 : (high - low) / 2 / ratio;
  }
}
