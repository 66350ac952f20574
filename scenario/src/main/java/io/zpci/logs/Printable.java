package io.zpci.logs;

/** Text of logs that may be shown: a log may hold anything, a terminal's own sequences too. */
final class Printable {
  private Printable() {}

  /** {@code text} with a full stop for each character that is not ASCII or does not print. */
  static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      printable.append(each < ' ' || each > '~' ? '.' : each);
    }
    return printable.toString();
  }
}
