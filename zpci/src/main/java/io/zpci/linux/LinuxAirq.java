package io.zpci.linux;

/**
 * A kernel's zPCI interrupt layer ({@code pci_irq.c}): the summary vector, a summary bit and a
 * vector per function, and the floating handler over them. Made by {@link LinuxKernel}.
 */
public final class LinuxAirq {
  /** The layer of {@code kernel}: SIC single is issued once, where the machine has it. */
  LinuxAirq(LinuxKernel kernel) {
    throw new UnsupportedOperationException("LinuxAirq");
  }

  /** The interrupt word's handler: one adapter interruption of the PCI subclass. */
  public void handle() {
    throw new UnsupportedOperationException("handle");
  }

  /** Interruptions taken since boot. */
  public long interruptions() {
    throw new UnsupportedOperationException("interruptions");
  }
}
