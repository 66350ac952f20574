package io.zpci.logs;

/**
 * Where something stands in a log.
 *
 * @param file as it was named
 * @param line its first line, from 1
 * @param last its last line, not before the first
 */
public record Place(String file, long line, long last) {
  /** {@code name:12}, or {@code name:12-13} where there are several lines. */
  public String describe() {
    return file + ":" + line + (last == line ? "" : "-" + last);
  }

  /** From this place to the end of {@code other}. */
  Place to(Place other) {
    return new Place(file, line, other.last);
  }
}
