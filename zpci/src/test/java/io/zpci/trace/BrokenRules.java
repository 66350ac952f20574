package io.zpci.trace;

import io.zpci.arch.Rule;
import java.util.ArrayList;
import java.util.List;

/** A tap that keeps broken rules. */
public final class BrokenRules extends Tap.NoOp {
  private final List<Rule> rules;

  /** A tap that has seen none. */
  public BrokenRules() {
    this(new ArrayList<>());
  }

  /** A tap that keeps what it sees in {@code rules}. */
  public BrokenRules(List<Rule> rules) {
    this.rules = rules;
  }

  @Override
  public void broken(Rule rule) {
    rules.add(rule);
  }

  /** The rules that are kept. */
  public List<Rule> rules() {
    return rules;
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
