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
    String text = line.text();
    boolean all = text.length() <= SHOWN && !line.cut();
    String shown = Printable.of(text.substring(0, Math.min(text.length(), SHOWN)));
    return new Foreign(line.place(), all ? shown : shown + " ..");
  }
}
