package io.zpci.vmm;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;

/**
 * A prototype, the one thing that upstream still lacks: each block goes to the vfio region in one
 * pwrite of its whole length. Unlike the pieces that QEMU ships, a pwrite that fails or falls short
 * is told to the guest: operand exception, as the 2020 patches had it.
 */
public final class WholeBlock implements BlockOperation {
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);

  private final RegionAccess[] bars = new RegionAccess[AddressSpace.BARS];
  private final Tap tap;

  /** Blocks go to the BAR regions of {@code device}. */
  public WholeBlock(VfioDevice device, Tap tap) {
    for (int bar = 0; bar < bars.length; bar++) {
      bars[bar] = device.region(bar);
    }
    this.tap = tap;
  }

  @Override
  public int storeBlock(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    long done =
        bars[space].pwrite(offset, storage.segment(), storage.offset(storageAddress), length);
    if (done == length) {
      return Outcome.OK;
    }
    tap.broken(QemuRules.PROTOTYPE_WRITE);
    return OPERAND;
  }
}
