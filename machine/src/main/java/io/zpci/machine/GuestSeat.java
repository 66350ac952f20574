package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.function.PciFunction;
import io.zpci.guest.LinuxPciDev;
import io.zpci.guest.PciDev;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.Zdev;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.Route;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;

/** A guest with a Linux kernel on a machine of its own, behind a route. */
final class GuestSeat implements Seat {
  private final Path path;
  private final PciInstructions instructions;
  private final LinuxPci pci;
  private final LinuxKernel kernel;
  private final LinuxDma dma;
  private final PciDev dev;
  private final Issuer issuer;

  /** A guest of {@code size} bytes of storage, which {@code machine} has room for. */
  GuestSeat(
      Route route,
      Stack stack,
      HostMachine machine,
      PciFunction function,
      long size,
      Between between,
      Tap tap) {
    Below below = machine.plug(function);
    Guest guest = machine.guest(size, new FloatingInterruption(true, () -> {}));
    Facts facts = machine.facts(function.facts());
    this.path = route.connect(below, guest, facts);
    function.connect(between.dma(path.dma(), tap), between.msi(path.msi(), tap));
    PciInstructions above = between.guest(path.instructions(), tap);
    this.instructions = new TappedInstructions(above, Hand.GUEST, tap);
    this.kernel =
        new LinuxKernel(stack.guest(), instructions, path.interruption(), guest.storage(), tap);
    Zdev zdev = path.zdev(function.facts());
    this.pci =
        LinuxPci.of(
            stack.guest(), kernel.cpu(), zdev, path.mio(), stack.nullMappingSucceeds(), tap);
    this.dma = new LinuxDma(kernel, zdev);
    int id = below.entry().fid();
    this.issuer =
        new GuestIssuer(
            path,
            above,
            guest.storage(),
            function.facts(),
            stack.guest(),
            stack.nullMappingSucceeds(),
            tap);
    this.dev = new LinuxPciDev(kernel, pci, dma, new LinuxMsi(kernel, pci), id, id);
  }

  @Override
  public int boot() {
    return dma.enable();
  }

  @Override
  public PciInstructions instructions() {
    return instructions;
  }

  @Override
  public int handle() {
    return path.handle();
  }

  @Override
  public LinuxKernel kernel() {
    return kernel;
  }

  @Override
  public LinuxIo io() {
    return pci;
  }

  @Override
  public PciDev dev() {
    return dev;
  }

  @Override
  public Issuer issuer() {
    return issuer;
  }

  @Override
  public int takeInterruptions() {
    return kernel.takeInterruptions();
  }

  @Override
  public void close() {
    path.close();
  }
}
