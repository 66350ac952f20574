package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.GuestComputer.Slot;
import io.zpci.vfio.VfioDevice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One function's place in a guest with a Linux kernel, behind a route. */
final class GuestSeat implements Seat {
  private final GuestComputer guest;
  private final Slot slot;
  private final List<GuestSeat> all;
  private final GuestFunction function;
  private final GuestIssuer issuer;

  private GuestSeat(GuestComputer guest, Slot slot, List<GuestSeat> all) {
    this.all = all;
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
    List<GuestSeat> seats = new ArrayList<>();
    for (Slot slot : guest.slots()) {
      seats.add(new GuestSeat(guest, slot, seats));
    }
    return seats;
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
  public Dma dma() {
    return slot.dma();
  }

  @Override
  public Msi msi() {
    return slot.msi();
  }

  @Override
  public @Nullable VfioDevice vfio() {
    return null;
  }

  /** {@inheritDoc} Without a VMM there is no such reset here. */
  @Override
  public int resetGuest() {
    boolean reset = true;
    for (GuestSeat each : all) {
      reset &= each.slot.path().resetGuest();
    }
    if (!reset) {
      return -Errno.ENOSYS;
    }
    guest.restart();
    int result = 0;
    for (GuestSeat each : all) {
      int found = each.function.find();
      each.issuer.restarted(each.function.pci());
      result = result == 0 ? found : result;
    }
    return result;
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
