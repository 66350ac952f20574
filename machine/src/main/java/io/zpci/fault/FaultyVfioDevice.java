package io.zpci.fault;

import io.zpci.arch.AddressSpace;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.util.HashMap;
import java.util.Map;

/** A vfio device with faults in front of its regions and calls. */
final class FaultyVfioDevice implements VfioDevice {
  private static final int FILE = -1;

  private final VfioDevice below;
  private final Faults faults;
  private final Tap tap;
  private final Map<Integer, RegionAccess> regions = new HashMap<>();

  FaultyVfioDevice(VfioDevice below, Faults faults, Tap tap) {
    this.below = below;
    this.faults = faults;
    this.tap = tap;
  }

  @Override
  public DeviceInfo info() {
    return below.info();
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    return below.regionInfo(index);
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    return below.irqInfo(index);
  }

  @Override
  public RegionAccess region(int index) {
    int space = index == CONFIG_REGION ? AddressSpace.CONFIG : index;
    return regions.computeIfAbsent(index, _ -> faults.region(below.region(index), space, tap));
  }

  @Override
  public RegionAccess file() {
    return regions.computeIfAbsent(FILE, _ -> faults.region(below.file(), FILE, tap));
  }

  @Override
  public int setIrqs(IrqSet set) {
    int errno = faults.errno(Call.SET_IRQS);
    return errno == 0 ? below.setIrqs(set) : -errno;
  }

  @Override
  public int reset() {
    int errno = faults.errno(Call.RESET);
    return errno == 0 ? below.reset() : -errno;
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    int errno = faults.errno(Call.DMA_MAP);
    return errno == 0 ? below.dmaMap(ioAddress, address, size, writable) : -errno;
  }

  @Override
  public int ioeventfd(int flags, long offset, long data, int fd) {
    return below.ioeventfd(flags, offset, data, fd);
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    int errno = faults.errno(Call.DMA_UNMAP);
    return errno == 0 ? below.dmaUnmap(ioAddress, size) : -errno;
  }
}
