package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterInterruption;
import java.util.List;

/**
 * A path as most routes have it: nothing has to be closed.
 *
 * @param instructions what executes the guest's instructions
 * @param handle the function's handle as the guest knows it
 * @param maxStoreBlock the group's maxstbl as the guest is told it, in bytes
 * @param mio whether the guest is offered the MIO facility
 * @param mioAddresses the function's six MIO addresses as the guest is told them; 0 where there is
 *     none
 * @param dma what the function's I/O addresses reach
 * @param msi what the function's messages become
 * @param interruption where the guest's CPUs take interruptions
 */
public record GuestPath(
    PciInstructions instructions,
    int handle,
    int maxStoreBlock,
    boolean mio,
    List<Long> mioAddresses,
    Dma dma,
    Msi msi,
    AdapterInterruption interruption)
    implements Path {
  public GuestPath {
    mioAddresses = List.copyOf(mioAddresses);
  }

  /**
   * A path of a guest that is not offered MIO, as by every VMM: DMA and messages go by what the
   * host registered, interruptions are the guest's own.
   */
  public GuestPath(
      PciInstructions instructions, int handle, int maxStoreBlock, Below host, Guest guest) {
    this(
        instructions,
        handle,
        maxStoreBlock,
        false,
        List.of(0L, 0L, 0L, 0L, 0L, 0L),
        host.dma(),
        host.msi(),
        guest.interruption());
  }

  @Override
  public void close() {}
}
