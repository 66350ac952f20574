package io.zpci.route;

import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.contract.AdapterInterruptionContract;
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;

/** A facility with a tap in front of it is a facility. */
class TappedInterruptionContractTest extends AdapterInterruptionContract {
  @Override
  protected AdapterInterruption create() {
    return new TappedInterruption(
        new FloatingInterruption(true, () -> {}), Tap.NONE, Cost.KICK, Cost.SIE_EXIT);
  }
}
