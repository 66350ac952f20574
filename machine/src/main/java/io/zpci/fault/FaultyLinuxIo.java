package io.zpci.fault;

import io.zpci.arch.Register;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;

/** A kernel's I/O layer with faults in front of its calls: they fail as the real ones do. */
final class FaultyLinuxIo implements LinuxIo {
  /** What a failed read of configuration space leaves: all ones of an int. */
  private static final long CONFIG_ERROR = 0xffff_ffffL;

  private final LinuxIo below;
  private final Faults faults;

  FaultyLinuxIo(LinuxIo below, Faults faults) {
    this.below = below;
    this.faults = faults;
  }

  @Override
  public Zdev zdev() {
    return below.zdev();
  }

  @Override
  public long iomap(int bar) {
    return faults.errno(Call.IOMAP) == 0 ? below.iomap(bar) : NULL;
  }

  @Override
  public void iounmap(long address) {
    below.iounmap(address);
  }

  @Override
  public long ioreadBe(long address, int width) {
    return faults.errno(Call.IOREAD) == 0
        ? below.ioreadBe(address, width)
        : -1L >>> (Long.SIZE - Byte.SIZE * width);
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    if (faults.errno(Call.IOWRITE) == 0) {
      below.iowriteBe(address, width, value);
    }
  }

  @Override
  public int configRead(int where, int size, Register value) {
    int errno = faults.errno(Call.CONFIG_READ);
    if (errno == 0) {
      return below.configRead(where, size, value);
    }
    value.set(CONFIG_ERROR);
    return -errno;
  }

  @Override
  public int configWrite(int where, int size, int value) {
    int errno = faults.errno(Call.CONFIG_WRITE);
    return errno == 0 ? below.configWrite(where, size, value) : -errno;
  }

  @Override
  public int load(long request, long offset, Register data) {
    int errno = faults.errno(Call.ZPCI_LOAD);
    return errno == 0 ? below.load(request, offset, data) : -errno;
  }

  @Override
  public int store(long request, long offset, long data) {
    int errno = faults.errno(Call.ZPCI_STORE);
    return errno == 0 ? below.store(request, offset, data) : -errno;
  }

  @Override
  public int storeBlock(long request, long offset, GuestStorage storage, long storageAddress) {
    int errno = faults.errno(Call.ZPCI_WRITE_BLOCK);
    return errno == 0 ? below.storeBlock(request, offset, storage, storageAddress) : -errno;
  }

  @Override
  public int zpciLoad(long address, int length, Register data) {
    int errno = faults.errno(Call.ZPCI_LOAD);
    return errno == 0 ? below.zpciLoad(address, length, data) : -errno;
  }

  @Override
  public int zpciStore(long address, int length, long value) {
    int errno = faults.errno(Call.ZPCI_STORE);
    return errno == 0 ? below.zpciStore(address, length, value) : -errno;
  }

  @Override
  public int writeBlock(long address, GuestStorage storage, long storageAddress, int length) {
    int errno = faults.errno(Call.ZPCI_WRITE_BLOCK);
    return errno == 0 ? below.writeBlock(address, storage, storageAddress, length) : -errno;
  }

  @Override
  public int memcpyToIo(long address, GuestStorage source, long sourceAddress, long count) {
    int errno = faults.errno(Call.MEMCPY_TOIO);
    return errno == 0 ? below.memcpyToIo(address, source, sourceAddress, count) : -errno;
  }

  @Override
  public int memcpyFromIo(GuestStorage target, long targetAddress, long address, long count) {
    int errno = faults.errno(Call.MEMCPY_FROMIO);
    return errno == 0 ? below.memcpyFromIo(target, targetAddress, address, count) : -errno;
  }

  @Override
  public int memsetIo(long address, int value, long count) {
    int errno = faults.errno(Call.MEMCPY_TOIO);
    return errno == 0 ? below.memsetIo(address, value, count) : -errno;
  }

  @Override
  public int mmioWrite(int bar, long offset, GuestStorage user, long userAddress, long length) {
    int errno = faults.errno(Call.MMIO_WRITE);
    return errno == 0 ? below.mmioWrite(bar, offset, user, userAddress, length) : -errno;
  }

  @Override
  public int mmioRead(int bar, long offset, GuestStorage user, long userAddress, long length) {
    int errno = faults.errno(Call.MMIO_READ);
    return errno == 0 ? below.mmioRead(bar, offset, user, userAddress, length) : -errno;
  }
}
