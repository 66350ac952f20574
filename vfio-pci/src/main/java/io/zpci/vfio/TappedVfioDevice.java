package io.zpci.vfio;

import io.zpci.arch.AddressSpace;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;

/** A vfio device with a tap in front of each region: accesses enter the given hand. */
public final class TappedVfioDevice implements VfioDevice {
  private final VfioDevice below;
  private final RegionAccess[] regions;
  private final RegionAccess file;

  /** {@code below}, which is served by {@code hand}, seen by {@code tap}. */
  public TappedVfioDevice(VfioDevice below, Hand hand, Tap tap) {
    this.below = below;
    this.regions = new RegionAccess[below.info().regions()];
    for (int index = 0; index < regions.length; index++) {
      int space = index == CONFIG_REGION ? AddressSpace.CONFIG : index;
      regions[index] = new TappedRegion(below.region(index), space, hand, tap);
    }
    this.file = new TappedRegion(below.file(), -1, hand, tap);
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
    return index >= 0 && index < regions.length ? regions[index] : below.region(index);
  }

  @Override
  public RegionAccess file() {
    return file;
  }

  @Override
  public int setIrqs(IrqSet set) {
    return below.setIrqs(set);
  }

  @Override
  public int reset() {
    return below.reset();
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    return below.dmaMap(ioAddress, address, size, writable);
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    return below.dmaUnmap(ioAddress, size);
  }
}
