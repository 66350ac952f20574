package io.zpci.vmm;

import io.zpci.dma.Mappings;
import io.zpci.dma.TableWalk;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;

/**
 * What QEMU makes of a refreshed translation: a mapping in the vfio container, one for each page,
 * with its own account of how many the container has left. What vfio refuses is told to nobody.
 * Source: spec passthrough a.9, d.2, e.2 (RPCIT), g.10.
 */
final class VfioMappings implements Mappings {
  private final VfioDevice device;
  private final GuestMachine guest;
  private final boolean leak;
  private final Tap tap;
  private long available;
  private boolean direct;

  /**
   * @param limit mappings that the container has left
   * @param leak a page that is mapped anew where another was takes one of the account and gives
   *     none back (g.10)
   */
  VfioMappings(VfioDevice device, GuestMachine guest, long limit, boolean leak, Tap tap) {
    this.device = device;
    this.guest = guest;
    this.available = limit;
    this.leak = leak;
    this.tap = tap;
  }

  /** How many mappings are left. */
  long available() {
    return available;
  }

  @Override
  public boolean map(long address, long storageAddress, long size, boolean writable) {
    long pages = size / TableWalk.PAGE;
    if (pages > available) {
      return false;
    }
    available -= pages;
    dmaMap(address, storageAddress, size, writable);
    return true;
  }

  @Override
  public boolean replace(long address, long storageAddress, long size, boolean writable) {
    if (leak) {
      dmaUnmap(address, size);
    } else {
      unmap(address, size);
    }
    return map(address, storageAddress, size, writable);
  }

  @Override
  public void unmap(long address, long size) {
    available += size / TableWalk.PAGE;
    dmaUnmap(address, size);
  }

  /** {@inheritDoc} vfio is asked nothing: the device still reaches the pages (g.26). */
  @Override
  public void forget(long address, long size) {
    available += size / TableWalk.PAGE;
    tap.broken(QemuRules.RPCIT_SEGMENT);
  }

  @Override
  public boolean exhausted() {
    return available == 0;
  }

  /**
   * Maps all of the guest's storage, from I/O address {@code start} on, or unmaps it: what an
   * anchor without translation is to vfio. The account does not know of it.
   */
  void direct(boolean wanted, long start) {
    if (wanted == direct) {
      return;
    }
    direct = wanted;
    GuestStorage storage = guest.storage();
    long size = storage.end() - storage.start();
    if (wanted) {
      dmaMap(start + storage.start(), storage.start(), size, true);
    } else {
      dmaUnmap(start + storage.start(), size);
    }
  }

  private void dmaMap(long address, long storageAddress, long size, boolean writable) {
    if (device.dmaMap(address, guest.origin() + storageAddress, size, writable) < 0) {
      tap.broken(QemuRules.DMA_MAP);
    }
  }

  private void dmaUnmap(long address, long size) {
    if (device.dmaUnmap(address, size) < 0) {
      tap.broken(QemuRules.DMA_MAP);
    }
  }
}
