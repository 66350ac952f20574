package io.zpci.testkit;

import io.zpci.arch.Outcome;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion expects of one operation: as much of it as a test says, the rest may be
 * anything. A value; each method gives a new one.
 *
 * <p>Loads, stores and blocks can be named by the instruction ({@link #pcistb}) or by what they are
 * to a function ({@link #block()}): {@code block()} is a PCISTB, a PCISTBI and a block at the
 * device.
 */
public final class Access {
  private static final int ANY = -1;
  private static final long MOVE = MoveOffset.TOKEN_MASK | MoveOffset.DMB_MASK;
  private static final String ANYTHING = "*";

  private final String word;
  private final Predicate<Operation> kind;
  private final int space;
  private final long offset;
  private final long mask;
  private final int length;
  private final @Nullable Bytes data;
  private final boolean wholeData;
  private final @Nullable Integer outcome;

  private Access(
      String word,
      Predicate<Operation> kind,
      int space,
      long offset,
      long mask,
      int length,
      @Nullable Bytes data,
      boolean wholeData,
      @Nullable Integer outcome) {
    this.word = word;
    this.kind = kind;
    this.space = space;
    this.offset = offset;
    this.mask = mask;
    this.length = length;
    this.data = data;
    this.wholeData = wholeData;
    this.outcome = outcome;
  }

  private static Access of(String word, Predicate<Operation> kind) {
    return new Access(word, kind, ANY, 0, 0, ANY, null, true, null);
  }

  /** An {@code operation}, wherever it goes. */
  public static Access of(Operation operation) {
    return of(operation.word(), operation::equals);
  }

  /** Any operation. */
  public static Access any() {
    return of("operation", _ -> true);
  }

  /** Whatever brings data up. */
  public static Access load() {
    return of("load", operation -> !operation.isStore());
  }

  /** Whatever brings data down and is no block. */
  public static Access store() {
    return of("store", operation -> operation.isStore() && !operation.isBlock());
  }

  /** A store block. */
  public static Access block() {
    return of("block", Operation::isBlock);
  }

  /** A load by handle. */
  public static Access pcilg(int space, long offset, int length) {
    return of(Operation.PCILG).in(space).at(offset).length(length);
  }

  /** A store by handle. */
  public static Access pcistg(int space, long offset, int length) {
    return of(Operation.PCISTG).in(space).at(offset).length(length);
  }

  /** A block by handle. */
  public static Access pcistb(int space, long offset, int length) {
    return of(Operation.PCISTB).in(space).at(offset).length(length);
  }

  /**
   * A block that moves data into a DMB of an ISM function, with any element, signalled or not.
   *
   * @param token as REG_DMB answers it
   * @param start the first byte in the DMB
   */
  public static Access move(long token, int start, int length) {
    long offset = MoveOffset.of(token, 0, false, start);
    return block().in(IsmFacts.MOVES).at(offset, MOVE).length(length);
  }

  /** With the signal flag of a move on. */
  public Access signalling() {
    return at(offset | MoveOffset.SIGNAL, mask | MoveOffset.SIGNAL);
  }

  /** With the signal flag of a move off. */
  public Access silent() {
    return at(offset & ~MoveOffset.SIGNAL, mask | MoveOffset.SIGNAL);
  }

  /** To PCI address space {@code expected}, or that region. */
  public Access in(int expected) {
    return new Access(word, kind, expected, offset, mask, length, data, wholeData, outcome);
  }

  /** At offset {@code expected} of the space. */
  public Access at(long expected) {
    return at(expected, -1);
  }

  /** At an offset whose bits in {@code bits} are those of {@code expected}. */
  public Access at(long expected, long bits) {
    return new Access(word, kind, space, expected & bits, bits, length, data, wholeData, outcome);
  }

  /** Of {@code expected} bytes. */
  public Access length(int expected) {
    return new Access(word, kind, space, offset, mask, expected, data, wholeData, outcome);
  }

  /** With these bytes, in memory order, and no others; of a load those that came up. */
  public Access of(Bytes expected) {
    return new Access(word, kind, space, offset, mask, length, expected, true, outcome);
  }

  /** As {@link #of(Bytes)}, two hexadecimal digits a byte. */
  public Access of(String hex) {
    return of(Bytes.ofHex(hex));
  }

  /** With bytes that start with these, two hexadecimal digits a byte. */
  public Access startingWith(String hex) {
    return new Access(word, kind, space, offset, mask, length, Bytes.ofHex(hex), false, outcome);
  }

  /** That ended with {@code expected}, as {@link Outcome} packs it. */
  public Access ending(int expected) {
    return new Access(word, kind, space, offset, mask, length, data, wholeData, expected);
  }

  boolean matches(Seen seen) {
    return difference(seen) == null;
  }

  /** The first part in which {@code seen} is another; null where it is as expected. */
  @Nullable String difference(Seen seen) {
    if (!kind.test(seen.operation())) {
      return "the operation";
    }
    if (space != ANY && space != seen.space()) {
      return "the space";
    }
    if ((seen.offset() & mask) != offset) {
      return offsetDifference(seen.offset());
    }
    if (length != ANY && length != seen.length()) {
      return "the length";
    }
    if (data != null) {
      String bytes = bytesDifference(data, seen.data());
      if (bytes != null) {
        return bytes;
      }
    }
    return outcome == null || outcome == seen.result() ? null : "how it ended";
  }

  private String offsetDifference(long seen) {
    long differs = (seen & mask) ^ offset;
    return differs == MoveOffset.SIGNAL && (mask & ~MoveOffset.SIGNAL) == MOVE
        ? "the signal flag, 0x800000 of the offset"
        : "the offset";
  }

  private @Nullable String bytesDifference(Bytes expected, Bytes seen) {
    int common = Math.min(expected.size(), seen.size());
    for (int i = 0; i < common; i++) {
      if (expected.at(i) != seen.at(i)) {
        return "byte 0x%x: expected %02x, was %02x".formatted(i, expected.at(i), seen.at(i));
      }
    }
    boolean tooMany = wholeData && seen.size() > expected.size();
    return seen.size() < expected.size() || tooMany
        ? "the number of bytes: expected %d, was %d".formatted(expected.size(), seen.size())
        : null;
  }

  /** As output spells it: {@code pcistb 2+0x8 16 of 0011..}; a part not said is {@code *}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(word);
    boolean place = space != ANY || mask != 0;
    if (place || length != ANY) {
      text.append(' ').append(space == ANY ? ANYTHING : Integer.toString(space));
      text.append('+').append(mask == 0 ? ANYTHING : "0x" + Long.toHexString(offset));
      text.append(bits()).append(' ');
      text.append(length == ANY ? ANYTHING : Integer.toString(length));
    }
    if (data != null) {
      text.append(" of ").append(data.toShortHex()).append(wholeData ? "" : " ..");
    }
    if (outcome != null) {
      text.append(", ").append(Outcome.describe(outcome));
    }
    if (bits().isEmpty() && (mask & MOVE) == MOVE && mask != -1) {
      text.append(mask == MOVE ? ", any element, signalling or not" : ", any element");
    }
    return text.toString();
  }

  /** The bits of the offset that count, where they are neither all, none nor those of a move. */
  private String bits() {
    boolean known = mask == 0 || mask == -1 || (mask & ~MoveOffset.SIGNAL) == MOVE;
    return known ? "" : "/0x" + Long.toHexString(mask);
  }
}
