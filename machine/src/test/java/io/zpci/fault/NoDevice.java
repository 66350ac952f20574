package io.zpci.fault;

import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;

/** A vfio device that nobody asks anything. */
final class NoDevice implements VfioDevice, RegionAccess {
  @Override
  public DeviceInfo info() {
    throw new AssertionError("info");
  }

  @Override
  public RegionInfo regionInfo(int index) {
    throw new AssertionError("region info");
  }

  @Override
  public IrqInfo irqInfo(int index) {
    throw new AssertionError("irq info");
  }

  @Override
  public RegionAccess region(int index) {
    return this;
  }

  @Override
  public RegionAccess file() {
    return this;
  }

  @Override
  public int setIrqs(IrqSet set) {
    throw new AssertionError("set irqs");
  }

  @Override
  public int reset() {
    throw new AssertionError("reset");
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    throw new AssertionError("dma map");
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    throw new AssertionError("dma unmap");
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    throw new AssertionError("pread");
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    throw new AssertionError("pwrite");
  }
}
