package io.zpci.vmm;

/**
 * QEMU's window on the pending-bit array: reads of up to 4 bytes go through to the device, one of 8
 * as two of 4; writes are dropped. Source: spec passthrough e.3, executed with a vfio-user
 * function. What QEMU itself holds pending, because the vector fired while the guest masked it, is
 * shown with it: unverified.
 */
final class PendingBits extends BarRegion {
  private final BarRegion device;
  private final MsixTable table;

  PendingBits(long start, long size, BarRegion device, MsixTable table) {
    super(start, size, 1, 8, 4);
    this.device = device;
    this.table = table;
  }

  @Override
  long read(long address, int length) {
    return device.read(start() + address, length) | table.pending(address, length);
  }

  @Override
  void write(long address, int length, long value) {}
}
