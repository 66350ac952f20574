package io.zpci.tests;

import io.zpci.arch.Rule;
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A tap that counts what is paid and keeps the ids of broken rules. */
final class Crossings extends Tap.NoOp {
  private final EnumMap<Cost, Integer> paid = new EnumMap<>(Cost.class);
  private final List<String> broken = new ArrayList<>();

  /** What was paid since the last call; a kind that is absent was not. */
  Map<Cost, Integer> paid() {
    Map<Cost, Integer> all = Map.copyOf(paid);
    paid.clear();
    return all;
  }

  /** Rules broken since the last call. */
  List<String> broken() {
    List<String> all = List.copyOf(broken);
    broken.clear();
    return all;
  }

  @Override
  public void broken(Rule rule) {
    broken.add(rule.id());
  }

  @Override
  public void cost(Cost kind) {
    paid.merge(kind, 1, Integer::sum);
  }
}
