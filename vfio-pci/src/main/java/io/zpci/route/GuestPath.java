package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterInterruption;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param guestReset what the VMM does when the guest is reset; null without a VMM
 */
public record GuestPath(
    PciInstructions instructions,
    int handle,
    int maxStoreBlock,
    boolean mio,
    List<Long> mioAddresses,
    Dma dma,
    Msi msi,
    AdapterInterruption interruption,
    @Nullable Runnable guestReset)
    implements Path {
  public GuestPath {
    mioAddresses = List.copyOf(mioAddresses);
  }

  /** A path without a VMM. */
  public GuestPath(
      PciInstructions instructions,
      int handle,
      int maxStoreBlock,
      boolean mio,
      List<Long> mioAddresses,
      Dma dma,
      Msi msi,
      AdapterInterruption interruption) {
    this(instructions, handle, maxStoreBlock, mio, mioAddresses, dma, msi, interruption, null);
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

  /** The same path with a VMM that does {@code reset} when the guest is reset. */
  public GuestPath resettingGuest(Runnable reset) {
    return new GuestPath(
        instructions, handle, maxStoreBlock, mio, mioAddresses, dma, msi, interruption, reset);
  }

  @Override
  public boolean resetGuest() {
    if (guestReset == null) {
      return false;
    }
    guestReset.run();
    return true;
  }

  @Override
  public void close() {}
}
