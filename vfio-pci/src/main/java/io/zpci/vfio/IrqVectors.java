package io.zpci.vfio;

import io.zpci.function.Msi;

/**
 * The kernel's interrupt vectors beneath vfio-pci, for one function: {@code pci_alloc_irq_vectors}
 * with {@code request_irq}, and what undoes both.
 */
public interface IrqVectors {
  /**
   * Sets up {@code vectors} of them and switches the function's capability on.
   *
   * @param index {@link VfioDevice#IRQ_MSI} or {@link VfioDevice#IRQ_MSIX}
   * @param handler runs in the host's handler, for each vector found
   * @return how many were set up, or a negative errno
   */
  int allocate(int index, int vectors, Msi handler);

  /** Gives all of them back and switches the capability off. */
  void free();
}
