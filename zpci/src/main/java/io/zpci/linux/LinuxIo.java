package io.zpci.linux;

import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;

/**
 * The s390 PCI layer of a Linux kernel, for one function: the generic accessors, and the calls that
 * drivers which know s390 use. Guest and host are two instances with two version records ({@link
 * LinuxVersion}).
 *
 * <p>Calls return 0 or a negative errno (cc 1 and 3 give EIO, cc 2 is retried by handle and is EIO
 * by MIO, a program interruption gives ENXIO; spec zpci 8.6). Nothing allocates. {@code request} is
 * {@link io.zpci.arch.Request}.
 */
public interface LinuxIo extends IoAccessors {
  /** The kernel's view of the function. */
  Zdev zdev();

  /** {@code __zpci_load}: always by handle. */
  int load(long request, long offset, Register data);

  /** {@code __zpci_store}: always by handle. */
  int store(long request, long offset, long data);

  /** {@code __zpci_store_block}: always by handle; the length is the request's. */
  int storeBlock(long request, long offset, GuestStorage storage, long storageAddress);

  /** {@code zpci_load}: by MIO or by cookie, as the kernel's accessor switch says. */
  int zpciLoad(long address, int length, Register data);

  /** {@code zpci_store}. */
  int zpciStore(long address, int length, long value);

  /** {@code zpci_write_block}. */
  int writeBlock(long address, GuestStorage storage, long storageAddress, int length);

  /**
   * {@code memcpy_toio}; stops at the first error and returns it (callers of the macro ignore it).
   */
  int memcpyToIo(long address, GuestStorage source, long sourceAddress, long count);

  /** {@code memcpy_fromio}. */
  int memcpyFromIo(GuestStorage target, long targetAddress, long address, long count);

  /** {@code memset_io}: fills a kernel buffer and copies it with {@link #memcpyToIo}. */
  int memsetIo(long address, int value, long count);

  /**
   * System call {@code s390_pci_mmio_write} on a mapping of {@code bar} at {@code offset}.
   *
   * @return 0, a negative errno, or 1, 2, 3: on a machine with MIO the condition code comes back as
   *     it is
   */
  int mmioWrite(int bar, long offset, GuestStorage user, long userAddress, long length);

  /** System call {@code s390_pci_mmio_read}; see {@link #mmioWrite}. */
  int mmioRead(int bar, long offset, GuestStorage user, long userAddress, long length);
}
