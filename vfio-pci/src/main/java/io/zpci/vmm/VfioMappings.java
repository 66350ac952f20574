package io.zpci.vmm;

import io.zpci.dma.Mappings;
import io.zpci.dma.TableWalk;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;

/**
 * What QEMU makes of a refreshed translation: a mapping in the vfio container, one for each page,
 * with its own account of how many the container has left. Source: spec passthrough a.9, e.2
 * (RPCIT), g.10.
 */
final class VfioMappings implements Mappings {
  private static final long NOWHERE = -1;

  private final VfioDevice device;
  private final long origin;
  private final boolean leak;
  private final Tap tap;
  private long available;
  private long unmapped = NOWHERE;

  /**
   * @param origin host's address of the guest's absolute 0
   * @param limit mappings that the container has left
   * @param leak a page that is mapped anew where another was takes one more of the account (g.10)
   */
  VfioMappings(VfioDevice device, long origin, long limit, boolean leak, Tap tap) {
    this.device = device;
    this.origin = origin;
    this.available = limit;
    this.leak = leak;
    this.tap = tap;
  }

  /** How many mappings are left. */
  long available() {
    return available;
  }

  /** An instruction begins: what was unmapped before it is not replaced by it. */
  void begin() {
    unmapped = NOWHERE;
  }

  @Override
  public boolean map(long address, long storageAddress, long size, boolean writable) {
    boolean replaces = unmapped == address;
    unmapped = NOWHERE;
    long pages = size / TableWalk.PAGE;
    if (pages > available) {
      return false;
    }
    if (device.dmaMap(address, origin + storageAddress, size, writable) < 0) {
      tap.broken(QemuRules.DMA_MAP);
    }
    available -= pages;
    if (replaces && leak) {
      available = Math.max(0, available - pages);
    }
    return true;
  }

  @Override
  public void unmap(long address, long size) {
    if (device.dmaUnmap(address, size) < 0) {
      tap.broken(QemuRules.DMA_MAP);
    }
    available += size / TableWalk.PAGE;
    unmapped = address;
  }
}
