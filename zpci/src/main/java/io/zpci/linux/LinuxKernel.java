package io.zpci.linux;

import io.zpci.arch.PciInstructions;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/**
 * A Linux kernel on a machine or in a guest, as far as its s390 PCI layer goes: what all its
 * functions share. Guest and host are two instances. It has no threads: whoever owns it lets it
 * take its interruptions.
 */
public final class LinuxKernel {
  /** The subclass of PCI ({@code PCI_ISC}). Source: spec zpci 12.1. */
  public static final int PCI_ISC = 2;

  /** Where its free pages begin: what is below is its own. */
  public static final long FREE = 0x10_0000;

  private final LinuxVersion version;
  private final PciInstructions cpu;
  private final AdapterInterruption interruption;
  private final GuestStorage storage;
  private final Tap tap;
  private final Pages pages;
  private final LinuxAirq airq;

  /** By subclass; none for PCI's. */
  private final @Nullable Runnable[] handlers =
      new @Nullable Runnable[AdapterInterruption.SUBCLASSES];

  private int subclasses = 0x80 >> PCI_ISC;

  /**
   * A booted kernel.
   *
   * @param cpu executes its instructions
   * @param interruption where its CPUs take interruptions
   * @param storage its storage from address 0 on, more than {@link #FREE} bytes
   */
  public LinuxKernel(
      LinuxVersion version,
      PciInstructions cpu,
      AdapterInterruption interruption,
      GuestStorage storage,
      Tap tap) {
    this(version, cpu, interruption, storage, storage.end(), tap);
  }

  /**
   * A booted kernel that gives away only a part of its storage: the rest is its processes', guests'
   * for one.
   *
   * @param cpu executes its instructions
   * @param interruption where its CPUs take interruptions
   * @param storage its storage from address 0 on
   * @param end where its free pages end, more than {@link #FREE}
   */
  public LinuxKernel(
      LinuxVersion version,
      PciInstructions cpu,
      AdapterInterruption interruption,
      GuestStorage storage,
      long end,
      Tap tap) {
    this.version = version;
    this.cpu = cpu;
    this.interruption = interruption;
    this.storage = storage;
    this.tap = tap;
    this.pages = new Pages(new GuestStorage(0, storage.segment().asSlice(0, end)), FREE);
    this.airq = new LinuxAirq(this);
  }

  /** Which release this is. */
  public LinuxVersion version() {
    return version;
  }

  /** What executes its instructions. */
  public PciInstructions cpu() {
    return cpu;
  }

  /** Where its CPUs take interruptions. */
  public AdapterInterruption interruption() {
    return interruption;
  }

  /** Its storage. */
  public GuestStorage storage() {
    return storage;
  }

  /** Its free pages. */
  public Pages pages() {
    return pages;
  }

  /** Its interrupt layer. */
  public LinuxAirq airq() {
    return airq;
  }

  /** Who sees what it does. */
  public Tap tap() {
    return tap;
  }

  /**
   * {@code register_adapter_interrupt}: from now on interruptions of subclass {@code isc}, which is
   * not PCI's, are taken too, and run {@code handler}.
   */
  public void adapterInterrupts(int isc, Runnable handler) {
    handlers[isc] = handler;
    subclasses |= 0x80 >> isc;
  }

  /**
   * Takes every pending interruption of PCI's subclass, and of those that have a handler of their
   * own, and runs its handler, until none is pending. Each costs a PSW swap.
   *
   * @return how many were taken
   */
  public int takeInterruptions() {
    int taken = 0;
    for (int isc = interruption.take(subclasses); isc >= 0; isc = interruption.take(subclasses)) {
      tap.cost(Cost.PSW_SWAP);
      Runnable handler = handlers[isc];
      if (handler == null) {
        airq.handle();
      } else {
        handler.run();
      }
      taken++;
    }
    return taken;
  }
}
