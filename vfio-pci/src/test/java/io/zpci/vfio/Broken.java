package io.zpci.vfio;

import io.zpci.arch.Rule;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;

/** A tap that keeps the ids of broken rules. */
final class Broken extends Tap.NoOp {
  final List<String> rules = new ArrayList<>();

  @Override
  public void broken(Rule rule) {
    rules.add(rule.id());
  }
}
