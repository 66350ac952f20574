package io.zpci.serve;

import io.zpci.posix.Descriptor;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import io.zpci.vfiouser.Attachment;
import io.zpci.vfiouser.ServedDevice;
import org.jspecify.annotations.Nullable;

/** A device that passes everything on; a decorator overrides what it changes. */
class PassingServedDevice implements ServedDevice {
  private final ServedDevice below;

  PassingServedDevice(ServedDevice below) {
    this.below = below;
  }

  @Override
  public void attach(Attachment client) {
    below.attach(client);
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
    return below.region(index);
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
  public int dmaMap(long address, long size, int access, long offset, @Nullable Descriptor file) {
    return below.dmaMap(address, size, access, offset, file);
  }

  @Override
  public int dmaUnmap(long address, long size) {
    return below.dmaUnmap(address, size);
  }

  @Override
  public void dmaUnmapAll() {
    below.dmaUnmapAll();
  }

  @Override
  public void detach() {
    below.detach();
  }
}
