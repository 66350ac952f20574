package io.zpci.workload;

import io.zpci.trace.Operation;
import java.util.List;

/**
 * What a generated sequence is made of.
 *
 * @param operations how many, 1 to {@link #MOST}
 * @param kinds which operations; at least one
 * @param spaces which PCI address spaces; at least one
 * @param shortest bytes of the shortest block or copy, from 1 on
 * @param longest bytes of the longest, at most {@link #LONGEST}
 * @param aligned how many of 100 offsets are multiples of the access, or of 8 for a block
 * @param wrong how many of 100 steps break a rule on purpose
 */
public record SequenceSettings(
    int operations,
    List<Operation> kinds,
    List<Integer> spaces,
    int shortest,
    int longest,
    int aligned,
    int wrong) {
  /** The most operations of a sequence. */
  public static final int MOST = 100_000;

  /** The longest block or copy: what a block may have at most, and no copy needs more. */
  public static final int LONGEST = 4096;

  /** The instructions that name a function by its handle. */
  public static final List<Operation> HANDLE =
      List.of(Operation.PCISTB, Operation.PCISTG, Operation.PCILG);

  private static final int PERCENT = 100;
  private static final int SPACES = 15;

  public SequenceSettings {
    kinds = List.copyOf(kinds);
    spaces = List.copyOf(spaces);
    within("operations", operations, 1, MOST);
    within("shortest", shortest, 1, LONGEST);
    within("longest", longest, shortest, LONGEST);
    within("aligned", aligned, 0, PERCENT);
    within("wrong", wrong, 0, PERCENT);
    if (kinds.isEmpty() || spaces.isEmpty()) {
      throw new IllegalArgumentException("at least one operation and one space were expected");
    }
    for (int space : spaces) {
      within("space", space, 0, SPACES);
    }
  }

  /**
   * Operations by handle on every BAR, of all lengths, half of them aligned, none of them wrong.
   */
  public static SequenceSettings of(int operations) {
    return new SequenceSettings(
        operations, HANDLE, List.of(0, 1, 2, 3, 4, 5, 15), 1, LONGEST, PERCENT / 2, 0);
  }

  /** The same with other kinds of operations. */
  public SequenceSettings withKinds(List<Operation> others) {
    return new SequenceSettings(operations, others, spaces, shortest, longest, aligned, wrong);
  }

  /** The same with other address spaces. */
  public SequenceSettings withSpaces(List<Integer> others) {
    return new SequenceSettings(operations, kinds, others, shortest, longest, aligned, wrong);
  }

  /** The same with other lengths. */
  public SequenceSettings withLengths(int least, int most) {
    return new SequenceSettings(operations, kinds, spaces, least, most, aligned, wrong);
  }

  /** The same with another share of aligned offsets. */
  public SequenceSettings withAligned(int percent) {
    return new SequenceSettings(operations, kinds, spaces, shortest, longest, percent, wrong);
  }

  /** The same with another share of wrong steps. */
  public SequenceSettings withWrong(int percent) {
    return new SequenceSettings(operations, kinds, spaces, shortest, longest, aligned, percent);
  }

  private static void within(String what, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "%s: a number from %d to %d was expected, got %d".formatted(what, low, high, value));
    }
  }
}
