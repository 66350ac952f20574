package io.zpci.route;

import io.zpci.interrupt.AdapterInterruption;
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;

/**
 * A guest's facility with a tap in front of it, as those who inject see it: each injection that is
 * not dropped costs what making the guest's CPU take it costs.
 */
final class TappedInterruption implements AdapterInterruption {
  private final AdapterInterruption below;
  private final Tap tap;
  private final Cost[] costs;

  /** {@code below}, seen by {@code tap}; {@code costs} are paid for each injection. */
  TappedInterruption(AdapterInterruption below, Tap tap, Cost... costs) {
    this.below = below;
    this.tap = tap;
    this.costs = costs.clone();
  }

  @Override
  public boolean inject(int isc) {
    if (!below.inject(isc)) {
      return false;
    }
    Cost.tell(costs, tap);
    return true;
  }

  @Override
  public boolean forward(int isc) {
    if (!below.forward(isc)) {
      return false;
    }
    Cost.tell(costs, tap);
    return true;
  }

  @Override
  public boolean control(int operation, int isc) {
    return below.control(operation, isc);
  }

  @Override
  public boolean suppression() {
    return below.suppression();
  }

  @Override
  public boolean isPending(int subclasses) {
    return below.isPending(subclasses);
  }

  @Override
  public int take(int subclasses) {
    return below.take(subclasses);
  }

  @Override
  public int singleMode() {
    return below.singleMode();
  }

  @Override
  public int noMode() {
    return below.noMode();
  }
}
