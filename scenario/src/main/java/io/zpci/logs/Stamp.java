package io.zpci.logs;

/**
 * What stands before the data in a line of s390dbf. Source: spec zpci 14.1.
 *
 * @param seconds since 1970, by the TOD clock
 * @param micros millionths of a second
 * @param level 0 to 9; the smaller the graver
 * @param exception whether it was logged as an exception
 * @param cpu its number
 * @param caller where in the kernel it was logged; may be hashed
 */
public record Stamp(
    long seconds, int micros, int level, boolean exception, int cpu, String caller) {
  /** {@code 1795220154.616485}. */
  public String time() {
    return "%d.%06d".formatted(seconds, micros);
  }

  /** Whether two entries may be of one record: one caller on one CPU logged them. */
  boolean joins(Stamp other) {
    return cpu == other.cpu && caller.equals(other.caller);
  }
}
