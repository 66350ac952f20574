package io.zpci.linux;

/**
 * MSI or MSI-X of one function, set up as the version does it: vectors, messages in the capability
 * or the table, MPCIFC, in the version's order. Source: spec zpci 12.3, 12.8.
 */
public final class LinuxMsi {
  /** Runs when a vector's bit was found. */
  @FunctionalInterface
  public interface Handler {
    /** Interrupt {@code vector}, from 0. */
    void interrupt(int vector);
  }

  /** The interrupts of the function that {@code pci} reaches, in {@code kernel}. */
  public LinuxMsi(LinuxKernel kernel, LinuxPci pci) {
    throw new UnsupportedOperationException("LinuxMsi");
  }

  /**
   * {@code pci_alloc_irq_vectors} and {@code request_irq}: {@code vectors} of MSI-X where the
   * function has it, else of MSI.
   *
   * @return vectors set up, or a negative errno
   */
  public int enable(int vectors, Handler handler) {
    throw new UnsupportedOperationException("enable");
  }

  /** Masks, deregisters and frees; 0 or a negative errno. */
  public int disable() {
    throw new UnsupportedOperationException("disable");
  }
}
