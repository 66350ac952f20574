package io.zpci.trace;

import io.zpci.arch.Rule;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Counts what crosses: operations by their word, costs by their kind, rules broken. */
// The numbers of operations and costs never leave a counter: they are indexes of its arrays.
@SuppressWarnings("EnumOrdinal")
public final class CountingTap implements Tap {
  private final long[] operations = new long[Operation.values().length];
  private final long[] costs = new long[Cost.values().length];
  private long broken;

  /** Nothing counted yet. */
  public CountingTap() {}

  @Override
  public void enter(
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      @Nullable MemorySegment data,
      long at,
      long value) {
    operations[operation.ordinal()]++;
  }

  @Override
  public void exit(long result, long value) {
    // Counted where it entered.
  }

  @Override
  public void broken(Rule rule) {
    broken++;
  }

  @Override
  public void cost(Cost kind) {
    costs[kind.ordinal()]++;
  }

  /** How often {@code operation} entered a hand, whichever. */
  public long entered(Operation operation) {
    return operations[operation.ordinal()];
  }

  /** How often {@code kind} was paid for. */
  public long paid(Cost kind) {
    return costs[kind.ordinal()];
  }

  /** How often a rule was broken. */
  public long broken() {
    return broken;
  }
}
