package io.zpci.linux;

import io.zpci.arch.Register;

/**
 * A kernel's generic I/O accessors on one PCI function: what drivers that know nothing of s390
 * call, and what vfio-pci is made of. Addresses are the kernel's {@code __iomem} pointers, opaque
 * to the caller.
 *
 * <p>Guarantees: an accessor never throws for what a device answers. A failed load gives all ones
 * of its width, a failed store is dropped silently, as on s390 (spec passthrough a.4, spec zpci
 * 8.4). Nothing allocates.
 */
public interface IoAccessors {
  /** What {@link #iomap} answers when the kernel's mapping fails: the null pointer. */
  long NULL = 0;

  /**
   * {@code pci_iomap}: maps all of {@code bar}; {@link #NULL} where the kernel cannot, or there is
   * no such BAR.
   */
  long iomap(int bar);

  /** {@code pci_iounmap}. */
  void iounmap(long address);

  /**
   * {@code ioreadNbe}: the register image, that is, the byte at the lowest address is the most
   * significant.
   *
   * @param width 1, 2, 4 or 8
   */
  long ioreadBe(long address, int width);

  /** {@code iowriteNbe}: the mirror image of {@link #ioreadBe}. */
  void iowriteBe(long address, int width, long value);

  /** {@code ioreadN}: the value of a little-endian register. */
  default long ioread(long address, int width) {
    return swap(ioreadBe(address, width), width);
  }

  /** {@code iowriteN}: stores {@code value} as a little-endian register has it. */
  default void iowrite(long address, int width, long value) {
    iowriteBe(address, width, swap(value, width));
  }

  /**
   * {@code pci_read_config}: {@code size} (1, 2, 4) bytes at {@code where}, as a little-endian
   * value.
   *
   * @param value receives it; all ones on any error
   * @return 0 or a negative errno
   */
  int configRead(int where, int size, Register value);

  /** {@code pci_write_config}; 0 or a negative errno. */
  int configWrite(int where, int size, int value);

  /** Reverses the {@code width} (1, 2, 4 or 8) low-order bytes of {@code value}; the rest is 0. */
  static long swap(long value, int width) {
    return Long.reverseBytes(value) >>> (64 - 8 * width);
  }
}
