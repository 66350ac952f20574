package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;

/**
 * A path that changes instructions only: DMA and interrupts reach the guest as they are.
 *
 * @param instructions what executes the guest's instructions
 * @param handle the function's handle as the guest knows it
 * @param maxStoreBlock the group's maxstbl as the guest is told it
 * @param guest whose DMA and interrupts these are
 */
record GuestPath(PciInstructions instructions, int handle, int maxStoreBlock, Guest guest) implements Path {
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
