package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.trace.Tap;

/**
 * What stands between two neighbours of a {@link Passthrough}: a fault, a watch, a mock. Each
 * method is handed the port as it is, and gives what its user gets in its place; what comes back
 * unchanged costs nothing. Each is called once, when the passthrough is opened, in no certain
 * order.
 *
 * <p>{@link io.zpci.arch.PassingInstructions}, {@link io.zpci.function.PassingFunction} and {@link
 * io.zpci.function.PassingDma} pass everything on: a decorator overrides a part of one. One that
 * changes what passes enters {@code tap} as a hand of its own: so a verdict names it, and not its
 * neighbour.
 */
public interface Between {
  /** Nothing stands anywhere. */
  Between NOTHING = new Between() {};

  /** Between the guest's CPU, or the process, and the route. */
  default PciInstructions guest(PciInstructions below, Tap tap) {
    return below;
  }

  /** Between the route and the machine's firmware. */
  default PciInstructions host(PciInstructions below, Tap tap) {
    return below;
  }

  /** Between the firmware and the function. */
  default PciFunction function(PciFunction below, Tap tap) {
    return below;
  }

  /**
   * {@code function}, as it is below everything, stands in the machine's table as {@code entry}.
   */
  default void plugged(PciFunction function, FunctionEntry entry) {}

  /** Between the function and what its I/O addresses reach. */
  default Dma dma(Dma reached, Tap tap) {
    return reached;
  }

  /** Between the function and what its messages become. */
  default Msi msi(Msi signalled, Tap tap) {
    return signalled;
  }
}
