package io.zpci.report;

import java.util.Locale;

/** The data of an SVG path, a command behind the other; one digit behind the point. */
final class PathData {
  private final StringBuilder data = new StringBuilder();

  PathData() {}

  /** Numbers as SVG spells them, whatever the language of the machine. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private PathData add(char command, double... values) {
    data.append(command);
    for (int i = 0; i < values.length; i++) {
      data.append(i == 0 ? "" : " ").append(number(values[i]));
    }
    return this;
  }

  PathData move(double x, double y) {
    return add('M', x, y);
  }

  PathData line(double x, double y) {
    return add('L', x, y);
  }

  PathData across(double x) {
    return add('H', x);
  }

  PathData down(double y) {
    return add('V', y);
  }

  /** A bend whose corner would be at {@code cornerX}, {@code cornerY}. */
  PathData bend(double cornerX, double cornerY, double x, double y) {
    return add('Q', cornerX, cornerY, x, y);
  }

  @Override
  public String toString() {
    return data.toString();
  }
}
