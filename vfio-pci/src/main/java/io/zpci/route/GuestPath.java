package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import java.util.List;

/**
 * A path that is all about instructions: DMA and interrupts reach the guest as they are, and
 * nothing has to be closed.
 *
 * @param instructions what executes the guest's instructions
 * @param handle the function's handle as the guest knows it
 * @param maxStoreBlock the group's maxstbl as the guest is told it, in bytes
 * @param mio whether the guest is offered the MIO facility
 * @param mioAddresses the function's six MIO addresses as the guest is told them; 0 where there is
 *     none
 * @param guest whose DMA and interrupts these are
 */
public record GuestPath(
    PciInstructions instructions,
    int handle,
    int maxStoreBlock,
    boolean mio,
    List<Long> mioAddresses,
    Guest guest)
    implements Path {
  public GuestPath {
    mioAddresses = List.copyOf(mioAddresses);
  }

  /** A path of a guest that is not offered MIO: what every VMM makes. */
  public GuestPath(PciInstructions instructions, int handle, int maxStoreBlock, Guest guest) {
    this(instructions, handle, maxStoreBlock, false, List.of(0L, 0L, 0L, 0L, 0L, 0L), guest);
  }

  @Override
  public Msi msi() {
    return guest.msi();
  }

  @Override
  public Dma dma() {
    return guest.dma();
  }

  @Override
  public void close() {}
}
