package io.zpci.machine;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionHandle;
import io.zpci.guest.LinuxPciDev;
import io.zpci.guest.PciDev;
import io.zpci.linux.ClpEntry;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxClp;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxRecovery;
import io.zpci.linux.PciErrorHandlers;
import io.zpci.linux.Zdev;
import io.zpci.machine.GuestComputer.Slot;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function as its guest's kernel has it: what a driver does not see ({@link PciDev}), and an
 * operator or the firmware makes the kernel do. Every call may end in a {@link
 * io.zpci.linux.KernelOops}. Serves one thread. Source: spec zpci 5, 11 to 13.
 */
public final class GuestFunction {
  private final GuestComputer guest;
  private final Slot slot;
  private Booted booted;
  private LinuxMsi.@Nullable Handler handler;
  private @Nullable LinuxRecovery recovery;
  private @Nullable PciErrorHandlers recoversFor;

  /** What the kernel made of the function when it found it. */
  private record Booted(LinuxPci pci, LinuxDma dma, LinuxMsi msi, LinuxClp clp, PciDev dev) {}

  /** The function of {@code slot}, which the guest's kernel has found. */
  GuestFunction(GuestComputer guest, Slot slot) {
    this.guest = guest;
    this.slot = slot;
    this.booted = found(slot.path().handle());
  }

  private Booted found(int handle) {
    LinuxKernel kernel = guest.running();
    Zdev told = slot.path().zdev(slot.function().facts());
    Zdev zdev =
        new Zdev(
            handle,
            slot.function().facts(),
            told.clp().withIdentity(slot.fid(), slot.below().entry().uid(), told.pft()));
    LinuxPci pci =
        new LinuxPci(
            kernel.version(),
            kernel.cpu(),
            zdev,
            slot.path().mio(),
            guest.stack().nullMappingSucceeds(),
            guest.cookies(),
            guest.tap());
    LinuxDma dma = new LinuxDma(kernel, zdev);
    LinuxMsi msi = new LinuxMsi(kernel, pci);
    int id = slot.below().entry().fid();
    PciDev dev = new LinuxPciDev(kernel, pci, dma, msi, id, id);
    return new Booted(pci, dma, msi, new LinuxClp(kernel), dev);
  }

  /** The kernel that all functions of the guest share. */
  public LinuxKernel kernel() {
    return guest.running();
  }

  /** Its I/O layer for the function. */
  public LinuxPci pci() {
    return booted.pci();
  }

  /** Its DMA layer for the function. */
  public LinuxDma dma() {
    return booted.dma();
  }

  /** Its interrupts of the function. */
  public LinuxMsi msi() {
    return booted.msi();
  }

  /** Its CLP. */
  public LinuxClp clp() {
    return booted.clp();
  }

  /** The function as its driver holds it. */
  PciDev dev() {
    return booted.dev();
  }

  /** The function's handle as the kernel knows it. */
  public int handle() {
    return booted.pci().zdev().handle();
  }

  /** The function's id in the guest. */
  public int fid() {
    return slot.fid();
  }

  /** The error events that the guest was told since the last call, of all its functions. */
  public List<ErrorEvent> takeEvents() {
    return guest.takeEvents();
  }

  /**
   * {@code zpci_enable_device}: CLP enable with the handle that the kernel knows.
   *
   * @return 0 or a negative errno
   */
  public int enable() {
    return clp().enable(pci().zdev(), pci().usesMio(), pci()::updateHandle);
  }

  /**
   * {@code zpci_disable_device}.
   *
   * @return 0 or a negative errno
   */
  public int disable() {
    return clp().disable(pci().zdev(), pci()::updateHandle);
  }

  /**
   * {@code pci_alloc_irq_vectors} and {@code request_irq}.
   *
   * @return vectors set up, or a negative errno
   */
  public int enableInterrupts(int vectors, LinuxMsi.Handler newHandler) {
    int result = msi().enable(vectors, newHandler);
    if (result > 0) {
      handler = newHandler;
    }
    return result;
  }

  /** {@code zpci_hot_reset_device}; see {@link LinuxRecovery#hotReset}. */
  public int hotReset() {
    return recovery(recoversFor).hotReset();
  }

  /**
   * The kernel fetches an error event; its driver is {@code driver}, null where there is none.
   *
   * @return what it made of it
   */
  public LinuxRecovery.Handled handle(ErrorEvent event, @Nullable PciErrorHandlers driver) {
    return recovery(driver).handle(event);
  }

  /** The kernel's recovery of the function, for a function with {@code driver}. */
  private LinuxRecovery recovery(@Nullable PciErrorHandlers driver) {
    LinuxRecovery known = recovery;
    if (known == null || !Objects.equals(driver, recoversFor)) {
      known = new LinuxRecovery(kernel(), pci(), dma(), this::registerInterrupts, driver);
      recovery = known;
      recoversFor = driver;
    }
    return known;
  }

  /** Vectors that are set up are taken down and set up again: 0 or a negative errno. */
  private int registerInterrupts() {
    LinuxMsi.Handler known = handler;
    int vectors = msi().vectors();
    if (vectors == 0 || known == null) {
      return 0;
    }
    int result = msi().disable();
    return result == 0 ? Math.min(msi().enable(vectors, known), 0) : result;
  }

  /**
   * The guest's kernel, which has come up again, finds the function: by CLP list, and enables it
   * where it is not enabled.
   *
   * @return 0 or a negative errno: ENODEV where CLP lists no such function
   */
  int find() {
    handler = null;
    recovery = null;
    List<ClpEntry> listed = new LinuxClp(guest.running()).list();
    if (listed == null) {
      return -Errno.EIO;
    }
    for (ClpEntry entry : listed) {
      if (entry.fid() == slot.fid()) {
        booted = found(entry.handle());
        return FunctionHandle.enabled(entry.handle()) ? 0 : enable();
      }
    }
    return -Errno.ENODEV;
  }
}
