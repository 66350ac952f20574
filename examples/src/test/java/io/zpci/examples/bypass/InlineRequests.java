package io.zpci.examples.bypass;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.RegionAccess;
import io.zpci.vmm.GuestOperations;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** QEMU's half: what it intercepted becomes one write of the region. */
final class InlineRequests implements GuestOperations {
  private static final int REFUSED = Outcome.exception(ProgramInterruption.OPERAND);

  private final MemorySegment struct = Arena.ofAuto().allocate(InlineRegion.SIZE, 8);
  private final RegionAccess region;

  InlineRequests(RegionAccess region) {
    this.region = region;
  }

  @Override
  public int storeBlock(int space, long offset, int length, GuestStorage storage, long address) {
    long from = storage.offset(address);
    MemorySegment.copy(storage.segment(), from, struct, InlineRegion.DATA, length);
    return write(space, offset, length, length) ? Outcome.OK : REFUSED;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (!write(space, offset, length, 0)
        || region.pread(InlineRegion.DATA, struct, InlineRegion.DATA, length) != length) {
      return REFUSED;
    }
    loaded.set(Layouts.getImage(struct, InlineRegion.DATA, length));
    return Outcome.OK;
  }

  private boolean write(int space, long offset, int length, int data) {
    struct.set(Layouts.LONG, InlineRegion.OFFSET, offset);
    struct.set(Layouts.SHORT, InlineRegion.LENGTH, (short) length);
    struct.set(Layouts.BYTE, InlineRegion.SPACE, (byte) space);
    int count = InlineRegion.DATA + data;
    return region.pwrite(0, struct, 0, count) == count;
  }
}
