package io.zpci.serve;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rules that the access under way breaks until it is known which function it was for.
 * Used under the machine's lock.
 */
final class RuleWatch extends Tap.NoOp {
  /** More than one access breaks, and deeper than accesses nest. */
  private static final int MOST = 16;

  private final @Nullable Hand[] inside = new @Nullable Hand[MOST];
  private int depth;

  private Operation operation = Operation.BLOCK;
  private int space;
  private long offset;
  private int length;

  private final @Nullable Rule[] rules = new @Nullable Rule[MOST];
  private final @Nullable Hand[] hands = new @Nullable Hand[MOST];
  private int count;

  /** Takes a rule that was broken. */
  interface Breaks {
    /** {@code hand} found {@code rule} broken; {@link RuleWatch#access} says by what. */
    void broken(Hand hand, Rule rule);
  }

  /** An access begins; what an earlier one left is gone. */
  void begin() {
    count = 0;
    depth = 0;
  }

  @Override
  public void enter(
      Hand hand,
      Operation entered,
      int inSpace,
      long at,
      int bytes,
      @Nullable MemorySegment data,
      long dataAt,
      long value) {
    if (depth == 0) {
      operation = entered;
      space = inSpace;
      offset = at;
      length = bytes;
    }
    if (depth < MOST) {
      inside[depth] = hand;
    }
    depth++;
  }

  @Override
  public void exit(long result, long value) {
    if (depth > 0) {
      depth--;
    }
  }

  @Override
  public void broken(Rule rule) {
    if (count < MOST && depth > 0) {
      rules[count] = rule;
      hands[count] = inside[Math.min(depth, MOST) - 1];
      count++;
    }
  }

  /** Hands out what the access that has ended broke. */
  void take(Breaks breaks) {
    for (int i = 0; i < count; i++) {
      Rule rule = rules[i];
      Hand hand = hands[i];
      if (rule != null && hand != null) {
        breaks.broken(hand, rule);
      }
    }
    count = 0;
  }

  /** The access, as its issuer made it: {@code pcistb 2+0x0 8}. */
  String access() {
    return "%s %d+0x%x %d".formatted(operation.word(), space, offset, length);
  }
}
