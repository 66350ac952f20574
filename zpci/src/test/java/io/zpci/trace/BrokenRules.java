package io.zpci.trace;

import io.zpci.arch.Rule;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tap that keeps broken rules. */
public record BrokenRules(List<Rule> rules) implements Tap {
  /** A tap that has seen none. */
  public BrokenRules() {
    this(new ArrayList<>());
  }

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

  /** The ids of the rules that are kept. */
  public List<String> ids() {
    return rules.stream().map(Rule::id).toList();
  }

  /** The ids of the rules broken since the last call. */
  public List<String> take() {
    List<String> ids = ids();
    rules.clear();
    return ids;
  }
}
