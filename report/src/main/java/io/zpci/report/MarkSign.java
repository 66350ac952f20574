package io.zpci.report;

import io.zpci.verdict.Verdict;

/** The sign of a verdict: a shape of its own, 14 units wide, so that colour is not needed. */
final class MarkSign {
  private MarkSign() {}

  /** Draws the sign of {@code verdict} around a point. */
  static void draw(Drawing drawing, Verdict verdict, double x, double y) {
    drawing
        .open("g")
        .set("class", "sign " + verdict.word())
        .set("transform", "translate(" + PathData.number(x) + " " + PathData.number(y) + ")");
    drawing.path("sign-body", body(verdict));
    drawing.path("sign-line", line(verdict));
    drawing.close();
  }

  /** The outline. */
  static String body(Verdict verdict) {
    return switch (verdict) {
      case DELIVERED, LOST, UNAVAILABLE -> "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z";
      case REFUSED -> "M-2.9-7h5.8l4.1 4.1v5.8l-4.1 4.1h-5.8l-4.1-4.1v-5.8z";
      case CUT -> "M-6.5-6h5v12h-5zM1.5-6h5v12h-5z";
      case CORRUPTED -> "M0-7.5L7.5 0L0 7.5L-7.5 0z";
    };
  }

  /** What stands in it. */
  static String line(Verdict verdict) {
    return switch (verdict) {
      case DELIVERED -> "M-3 .2l2.2 2.3l4-4.6";
      case LOST -> "M-4.6 4.6l9.2-9.2";
      case UNAVAILABLE -> "M-3 0h6";
      case REFUSED -> "M-3.5 0h7";
      case CUT -> "M0-7.5v15";
      case CORRUPTED -> "M-3-1.4h5.4l-1.8-1.8M3 1.4h-5.4l1.8 1.8";
    };
  }
}
