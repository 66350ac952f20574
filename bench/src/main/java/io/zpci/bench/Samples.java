package io.zpci.bench;

import java.util.Arrays;

/** Measured values of one thing, all of the same unit; at least one. */
final class Samples {
  private static final double LAST_HUNDREDTH = 0.99;

  private final double[] sorted;

  private Samples(double[] sorted) {
    this.sorted = sorted;
  }

  /** Samples in any order. */
  static Samples of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("at least one sample was expected");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  double best() {
    return sorted[0];
  }

  double median() {
    return at(1.0 / 2);
  }

  double firstQuarter() {
    return at(1.0 / 4);
  }

  double lastQuarter() {
    return at(3.0 / 4);
  }

  double lastHundredth() {
    return at(LAST_HUNDREDTH);
  }

  private double at(double part) {
    return sorted[(int) Math.round(part * (sorted.length - 1))];
  }
}
