package io.zpci.vmm;

import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/**
 * The vfio region under a BAR: one pread or pwrite of 1, 2, 4 or 8 bytes for each access. What
 * fails below is told to nobody: a write counts as done, a read gives all ones. Source: spec
 * passthrough e.4, e.7.
 */
final class VfioBar extends BarRegion {
  private final RegionAccess region;
  private final long shift;
  private final MemorySegment buffer;
  private final Tap tap;

  /**
   * @param shift added to each address: where the region starts in what {@code region} addresses
   * @param buffer at least 8 bytes of scratch
   */
  VfioBar(long size, RegionAccess region, long shift, MemorySegment buffer, Tap tap) {
    super(0, size, 1, 8, 8);
    this.region = region;
    this.shift = shift;
    this.buffer = buffer;
    this.tap = tap;
  }

  @Override
  long read(long address, int length) {
    if (region.pread(shift + address, buffer, 0, length) != length) {
      tap.broken(QemuRules.REGION_READ);
      return -1L;
    }
    return MemoryCore.swap(Layouts.getImage(buffer, 0, length), length);
  }

  @Override
  void write(long address, int length, long value) {
    Layouts.putImage(buffer, 0, length, MemoryCore.swap(value, length));
    if (region.pwrite(shift + address, buffer, 0, length) != length) {
      tap.broken(QemuRules.REGION_WRITE);
    }
  }
}
