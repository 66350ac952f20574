package io.zpci.vmm;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.UserMemory;
import io.zpci.vfio.ZpciIoRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * QEMU as the 2020 patches had it: a guest's PCISTB and its PCILG of a BAR become one request each,
 * written to the zPCI I/O region; the data stands in a page-aligned buffer of QEMU's, whose address
 * the request carries. A request that fails is an operand exception. Source: spec passthrough c.2.
 */
public final class ZpciIoOperations implements GuestOperations, UserMemory {
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int PAGE = 4096;
  private static final int REQUEST_SIZE = ZpciIoRegion.SIZE - ZpciIoRegion.REQUEST;

  /** Where the buffer stands in QEMU's address space; any page would do. */
  private static final long BUFFER = 0x7f00_0000_0000L;

  private final GuestStorage page = new GuestStorage(BUFFER, Arena.ofAuto().allocate(PAGE, PAGE));

  /** The same page with a block in it: laid over the guest's operand. */
  private final GuestStorage block = GuestStorage.window();

  private GuestStorage buffer = page;
  private final MemorySegment request = Arena.ofAuto().allocate(REQUEST_SIZE, 8);
  private @Nullable RegionAccess region;

  /** Operations without a region yet: the region is made with this as its {@link UserMemory}. */
  public ZpciIoOperations() {}

  /** Sends requests to {@code newRegion}. */
  public void connect(RegionAccess newRegion) {
    region = newRegion;
  }

  @Override
  public @Nullable GuestStorage resolve(long address, long length) {
    return buffer.contains(address, length) ? buffer : null;
  }

  @Override
  public int storeBlock(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    buffer = block.over(storage.segment(), storage.offset(storageAddress), BUFFER);
    return submit(ZpciIoRegion.BLOCK_WRITE, space, offset, length) ? Outcome.OK : OPERAND;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    buffer = page;
    if (!submit(ZpciIoRegion.READ, space, offset, length)) {
      return OPERAND;
    }
    loaded.set(page.getLong(BUFFER));
    return Outcome.OK;
  }

  private boolean submit(long flags, int space, long offset, int length) {
    request.set(Layouts.LONG, ZpciIoRegion.FLAGS - ZpciIoRegion.REQUEST, flags);
    request.set(Layouts.LONG, ZpciIoRegion.ADDRESS - ZpciIoRegion.REQUEST, BUFFER);
    request.set(Layouts.LONG, ZpciIoRegion.OFFSET - ZpciIoRegion.REQUEST, offset);
    request.set(Layouts.SHORT, ZpciIoRegion.LENGTH - ZpciIoRegion.REQUEST, (short) length);
    request.set(Layouts.BYTE, ZpciIoRegion.SPACE - ZpciIoRegion.REQUEST, (byte) space);
    return region != null
        && region.pwrite(ZpciIoRegion.REQUEST, request, 0, REQUEST_SIZE) == REQUEST_SIZE;
  }
}
