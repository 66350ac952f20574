package io.zpci.testkit.agent;

import io.zpci.verdict.IsmOrder;
import java.util.IdentityHashMap;

/**
 * One call into a driver by its user, until it returns. What is moved in it to one DMB is one
 * transfer: two calls that send a page each, one behind the other, signal twice and break nothing.
 */
final class Scope {
  private final FindingSink found;
  private final IdentityHashMap<FunctionWatch, IsmOrder<DriverCall>> moves =
      new IdentityHashMap<>();

  /** Nothing was moved yet. */
  Scope(FindingSink found) {
    this.found = found;
  }

  /** A block went to BAR 0 of {@code function}. */
  void moved(FunctionWatch function, DriverCall call, Meant block) {
    moves
        .computeIfAbsent(function, _ -> order())
        .block(block.space(), block.offset(), block.bytes(), block.taken(), call);
  }

  private IsmOrder<DriverCall> order() {
    return new IsmOrder<>(finding -> found.find(finding.rule(), finding.by(), finding.what()));
  }

  /** The driver returns. */
  void end() {
    moves.values().forEach(IsmOrder::end);
  }
}
