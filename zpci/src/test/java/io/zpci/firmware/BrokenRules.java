package io.zpci.firmware;

import io.zpci.arch.Rule;
import io.zpci.trace.Tap;
import java.util.List;

/** A tap that keeps broken rules. */
final class BrokenRules extends Tap.NoOp {
  private final List<Rule> rules;

  BrokenRules(List<Rule> rules) {
    this.rules = rules;
  }

  @Override
  public void broken(Rule rule) {
    rules.add(rule);
  }
}
