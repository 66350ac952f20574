package io.zpci.cli;

import io.zpci.verdict.Verdict;

/** How a piece of text is coloured, where there are colours. */
enum Ink {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /** {@code text} between the terminal's sequences for this colour. */
  String around(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** The colour of a verdict. */
  static Ink of(Verdict verdict) {
    return switch (verdict) {
      case UNAVAILABLE -> DIM;
      case REFUSED, LOST -> RED;
      case CORRUPTED, CUT -> YELLOW;
      case DELIVERED -> GREEN;
    };
  }
}
