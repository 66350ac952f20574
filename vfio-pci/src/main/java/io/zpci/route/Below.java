package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.linux.LinuxKernel;
import java.util.List;
import java.util.function.Supplier;

/**
 * The host's side of a route.
 *
 * @param instructions the host's instructions: the firmware
 * @param handle the function's handle on the host, enabled
 * @param mioAddresses the function's six MIO addresses on the host, 0 where it has none
 * @param function the function itself, for a host that is no s390 and reaches it by MMIO of its own
 * @param entry the function in the machine's table: what its I/O addresses and messages become
 * @param interruption where the host's CPUs take interruptions
 * @param kernel the host's kernel, booted at the first call; a route without a host kernel never
 *     asks
 */
public record Below(
    PciInstructions instructions,
    int handle,
    List<Long> mioAddresses,
    PciFunction function,
    FunctionEntry entry,
    AdapterInterruption interruption,
    Supplier<LinuxKernel> kernel) {
  public Below {
    mioAddresses = List.copyOf(mioAddresses);
  }

  /** What the function's I/O addresses reach by what the host registered. */
  public Dma dma() {
    return entry.dma();
  }

  /** What the function's messages become by what the host registered. */
  public Msi msi() {
    return entry.msi();
  }
}
