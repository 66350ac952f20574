package io.zpci.guest;

/**
 * SMC's cursors: where in a ring, and how often around it. A cursor is a long as the kernel's
 * {@code union smc_host_cursor}: the wrap in bits 47 to 32, the count below. Source: spec ism 10.2.
 */
final class SmcCursor {
  private SmcCursor() {}

  /** The cursor with 16 bits of {@code wrap} and {@code count}. */
  static long of(int wrap, int count) {
    return (wrap & 0xffffL) << 32 | (count & 0xffff_ffffL);
  }

  /** How often around, modulo 65536. */
  static int wrap(long cursor) {
    return (int) (cursor >>> 32) & 0xffff;
  }

  /** Where in the ring. */
  static int count(long cursor) {
    return (int) cursor;
  }

  /** {@code cursor} moved on by {@code length}, at most {@code size}, in a ring of {@code size}. */
  static long add(int size, long cursor, int length) {
    int count = count(cursor) + length;
    return count >= size ? of(wrap(cursor) + 1, count - size) : of(wrap(cursor), count);
  }

  /**
   * Bytes from {@code old} to {@code now}: right where they are no more than {@code size}, and
   * never negative ({@code smc_curs_diff}).
   */
  static int difference(int size, long old, long now) {
    int unwrapped = count(now) - count(old);
    return Math.max(0, wrap(old) == wrap(now) ? unwrapped : size + unwrapped);
  }
}
