package io.zpci.logs;

/**
 * A line that no reader took.
 *
 * @param place where it stands
 * @param text the beginning of it, without characters that do not print
 */
public record Foreign(Place place, String text) {
  private static final int SHOWN = 80;

  static Foreign of(LogLine line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(line.text().length(), SHOWN); i++) {
      char each = line.text().charAt(i);
      text.append(each < ' ' || (each >= 0x7f && each <= 0xa0) || each >= 0xd800 ? '.' : each);
    }
    if (line.text().length() > SHOWN || line.cut()) {
      text.append(" ..");
    }
    return new Foreign(line.place(), text.toString());
  }
}
