package io.zpci.fault;

import io.zpci.arch.Register;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;

/** A function as its driver holds it, with faults in front of its calls. */
final class FaultyPciDev extends PassingDev {
  private final Faults faults;

  FaultyPciDev(PciDev below, Faults faults) {
    super(below);
    this.faults = faults;
  }

  @Override
  public int enable() {
    int errno = faults.errno(Call.ENABLE);
    return errno == 0 ? super.enable() : -errno;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    int errno = faults.errno(Call.LOAD);
    return errno == 0 ? super.load(space, offset, length, loaded) : -errno;
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    int errno = faults.errno(Call.STORE_BLOCK);
    return errno == 0 ? super.storeBlock(space, offset, length, address) : -errno;
  }

  @Override
  public long allocate(long size) {
    int errno = faults.errno(Call.ALLOCATE);
    return errno == 0 ? super.allocate(size) : -errno;
  }

  @Override
  public long map(long address, long size) {
    int errno = faults.errno(Call.MAP);
    return errno == 0 ? super.map(address, size) : -errno;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    int errno = faults.errno(Call.UNMAP);
    return errno == 0 ? super.unmap(ioAddress, size) : -errno;
  }

  @Override
  public int requestIrq(Runnable handler) {
    int errno = faults.errno(Call.REQUEST_IRQ);
    return errno == 0 ? super.requestIrq(handler) : -errno;
  }
}
