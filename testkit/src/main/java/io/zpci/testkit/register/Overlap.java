package io.zpci.testkit.register;

import io.zpci.testkit.register.Declaration.Place;
import io.zpci.testkit.register.Declaration.Single;
import org.jspecify.annotations.Nullable;

/**
 * Whether two registers share bytes that they should not. A register may have a method to read and
 * one to write, and overloads; then both must mean the same bytes the same way. Every other sharing
 * is a slip of the pen, unless one of the two says {@link Overlay}. What moves at run time is not
 * asked.
 */
final class Overlap {
  private Overlap() {}

  /** What is wrong with the two, and what was expected; null where nothing is. */
  static @Nullable String problem(Single one, Single other) {
    if (one.overlay()
        || other.overlay()
        || one.place().moves()
        || other.place().moves()
        || one.place().space() != other.place().space()) {
      return null;
    }
    boolean oneRegister =
        one.place().equals(other.place())
            && one.width() == other.width()
            && (one.direction() != other.direction() || one.name().equals(other.name()));
    if (oneRegister) {
      return one.order() == other.order()
          ? null
          : "%s: %s, but %s of the same bytes %s; expected one order"
              .formatted(one.method(), word(one.order()), other.method(), word(other.order()));
    }
    long shared = shared(one, other);
    return shared < 0
        ? null
        : "%s: bytes 0x%x to 0x%x of space %d, and %s has 0x%x to 0x%x; expected bytes of their own,"
                .formatted(
                    one.method(),
                    start(one, shared),
                    start(one, shared) + one.width() - 1,
                    one.place().space(),
                    other.method(),
                    start(other, shared),
                    start(other, shared) + other.width() - 1)
            + " or @Overlay";
  }

  /** The first byte that both have; -1 without one. */
  private static long shared(Single one, Single other) {
    if (one.place().count() > other.place().count()) {
      return shared(other, one);
    }
    Place place = one.place();
    for (int index = 0; index < place.count(); index++) {
      long start = place.element(index);
      long found = element(other, start + one.width() - 1);
      if (found >= 0 && found + other.width() > start) {
        return Math.max(start, found);
      }
    }
    return -1;
  }

  /** The start of the element that {@code shared}, a byte of it, is in. */
  private static long start(Single single, long shared) {
    return element(single, shared);
  }

  /** The start of the last element that begins at or before {@code offset}; -1 without one. */
  private static long element(Single single, long offset) {
    Place place = single.place();
    if (offset < place.offset()) {
      return -1;
    }
    long index = place.count() == 1 ? 0 : (offset - place.offset()) / place.stride();
    return place.element((int) Math.min(index, place.count() - 1));
  }

  private static String word(Order.Endian order) {
    return switch (order) {
      case LITTLE_ENDIAN -> "little-endian";
      case BIG_ENDIAN -> "big-endian";
    };
  }
}
