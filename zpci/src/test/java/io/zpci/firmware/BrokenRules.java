package io.zpci.firmware;

import io.zpci.arch.Rule;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tap that keeps broken rules. */
record BrokenRules(List<Rule> rules) implements Tap {
  @Override
  public void enter(
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      @Nullable MemorySegment data,
      long at,
      long value) {}

  @Override
  public void exit(long result, long value) {}

  @Override
  public void cost(Cost kind) {}

  @Override
  public void broken(Rule rule) {
    rules.add(rule);
  }
}
