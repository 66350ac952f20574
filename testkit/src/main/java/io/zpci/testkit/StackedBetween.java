package io.zpci.testkit;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.machine.Between;
import io.zpci.trace.Tap;

/**
 * Two that stand in the same places.
 *
 * @param below who is handed the port as it is
 * @param above who is handed what {@code below} made of it
 */
record StackedBetween(Between below, Between above) implements Between {
  @Override
  public PciInstructions guest(PciInstructions port, Tap tap) {
    return above.guest(below.guest(port, tap), tap);
  }

  @Override
  public PciInstructions host(PciInstructions port, Tap tap) {
    return above.host(below.host(port, tap), tap);
  }

  @Override
  public PciFunction function(PciFunction port, Tap tap) {
    return above.function(below.function(port, tap), tap);
  }

  @Override
  public void plugged(PciFunction function, FunctionEntry entry) {
    below.plugged(function, entry);
    above.plugged(function, entry);
  }

  @Override
  public Dma dma(Dma reached, Tap tap) {
    return above.dma(below.dma(reached, tap), tap);
  }

  @Override
  public Msi msi(Msi signalled, Tap tap) {
    return above.msi(below.msi(signalled, tap), tap);
  }
}
