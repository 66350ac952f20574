package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.PciFunction;
import java.util.List;

/**
 * The host's side of a route.
 *
 * @param instructions the host's instructions: the firmware
 * @param handle the function's handle on the host, enabled
 * @param mioAddresses the function's six MIO addresses on the host, 0 where it has none
 * @param function the function itself, for a host that is no s390 and reaches it by MMIO of its own
 */
public record Below(
    PciInstructions instructions, int handle, List<Long> mioAddresses, PciFunction function) {
  public Below {
    mioAddresses = List.copyOf(mioAddresses);
  }
}
