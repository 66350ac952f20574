package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.GuestComputer.Slot;
import java.util.List;

/** One function's place in a guest with a Linux kernel, behind a route. */
final class GuestSeat implements Seat {
  private final GuestComputer guest;
  private final Slot slot;
  private final GuestFunction function;
  private final GuestIssuer issuer;

  private GuestSeat(GuestComputer guest, Slot slot) {
    this.guest = guest;
    this.slot = slot;
    this.function = new GuestFunction(guest, slot);
    this.issuer =
        new GuestIssuer(
            slot.path(),
            guest.above(),
            guest.storage(),
            function.pci(),
            guest.kernelCpu(),
            guest.tap());
  }

  /** A seat for each function of {@code guest}. */
  static List<GuestSeat> of(GuestComputer guest) {
    return guest.slots().stream().map(slot -> new GuestSeat(guest, slot)).toList();
  }

  @Override
  public int boot() {
    return function.dma().enable();
  }

  @Override
  public PciInstructions instructions() {
    return guest.cpu();
  }

  @Override
  public int handle() {
    return function.handle();
  }

  @Override
  public LinuxKernel kernel() {
    return function.kernel();
  }

  @Override
  public LinuxIo io() {
    return function.pci();
  }

  @Override
  public GuestFunction function() {
    return function;
  }

  @Override
  public PciDev dev() {
    return function.dev();
  }

  @Override
  public Issuer issuer() {
    return issuer;
  }

  @Override
  public int takeInterruptions() {
    return function.kernel().takeInterruptions();
  }

  @Override
  public void close() {
    slot.path().close();
  }
}
