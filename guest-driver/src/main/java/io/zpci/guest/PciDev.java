package io.zpci.guest;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.DmaDirection;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;

/**
 * A PCI function as its driver holds it: what a kernel's bus, DMA and interrupt layers, or a
 * process's vfio device, give a driver. One per function and driver; addresses are addresses in
 * {@link #memory}.
 *
 * <p>Calls return 0, or what they say, or a negative errno as Linux does.
 */
public interface PciDev {
  /** Identity and BARs. */
  FunctionFacts facts();

  /** The function id. */
  int fid();

  /** The user id; 0 where it has none. */
  int uid();

  /**
   * The driver's memory, from which blocks are stored and which the function may reach once mapped.
   */
  GuestStorage memory();

  /**
   * The same memory for what driver and function share word by word: SBA and event queue. Another
   * one than {@link #memory} where somebody watches or orders these accesses.
   */
  default InterlockedStorage shared() {
    return memory();
  }

  /** {@code pci_enable_device_mem} and {@code pci_set_master}. */
  int enable();

  /**
   * {@code dma_set_seg_boundary}: what is mapped from now on does not cross a multiple of {@code
   * mask + 1} in I/O addresses. Nothing to do for who maps everything naturally aligned.
   *
   * @param mask a power of two, at least 4 KiB, less one
   */
  default void segmentBoundary(long mask) {}

  /** {@code pci_disable_device}. */
  void disable();

  /**
   * {@code __zpci_load}: one load by handle of {@code length} bytes, 1 to 8.
   *
   * @param loaded set only where the answer is 0
   */
  int load(int space, long offset, int length, Register loaded);

  /** {@code __zpci_store_block}: one store block by handle from {@code address}. */
  int storeBlock(int space, long offset, int length, long address);

  /**
   * Takes memory, which holds what its last user left: who needs zeros stores them.
   *
   * @return its address, a multiple of the size rounded up to a power of two, at least 4 KiB; or
   *     {@code -ENOMEM}
   */
  long allocate(long size);

  /** Gives back what {@link #allocate} gave. */
  void free(long address, long size);

  /**
   * Maps memory for the function, which may read and write it.
   *
   * @return the I/O address, which is not negative, or a negative errno
   */
  long map(long address, long size);

  /**
   * As {@link #map(long, long)}; where {@code direction} says so, the function may only read. Who
   * does not know directions maps for both.
   */
  default long map(long address, long size, DmaDirection direction) {
    return map(address, size);
  }

  /** Ends a mapping: {@code ioAddress} as {@link #map} gave it. */
  int unmap(long ioAddress, long size);

  /**
   * One interrupt vector, MSI-X where the function has it, else MSI; {@code handler} runs for each
   * interrupt, not inside a call that the driver makes and not inside itself.
   */
  int requestIrq(Runnable handler);

  /** Ends what {@link #requestIrq} began. */
  void freeIrq();
}
