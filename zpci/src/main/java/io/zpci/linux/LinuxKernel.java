package io.zpci.linux;

import io.zpci.arch.PciInstructions;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;

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

  private static final int PCI_MASK = 0x80 >> PCI_ISC;

  private final LinuxVersion version;
  private final PciInstructions cpu;
  private final AdapterInterruption interruption;
  private final GuestStorage storage;
  private final Tap tap;
  private final Pages pages;
  private final LinuxAirq airq;

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
    this.version = version;
    this.cpu = cpu;
    this.interruption = interruption;
    this.storage = storage;
    this.tap = tap;
    this.pages = new Pages(storage, FREE);
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
   * Takes every pending interruption of PCI's subclass and runs its handler, until none is pending.
   * Each costs a PSW swap.
   *
   * @return how many were taken
   */
  public int takeInterruptions() {
    int taken = 0;
    while (interruption.take(PCI_MASK) >= 0) {
      tap.cost(Cost.PSW_SWAP);
      airq.handle();
      taken++;
    }
    return taken;
  }
}
