package io.zpci.vmm;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
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
 *
 * <p>The tap sees what a request asks for, not its 32 bytes.
 */
public final class ZpciIoOperations implements BlockOperation, LoadOperation, UserMemory {
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int PAGE = 4096;
  private static final int REQUEST_SIZE = ZpciIoRegion.SIZE - ZpciIoRegion.REQUEST;

  /** Where the buffer stands in QEMU's address space; any page would do. */
  private static final long BUFFER = 0x7f00_0000_0000L;

  private final GuestStorage buffer = new GuestStorage(BUFFER, Arena.ofAuto().allocate(PAGE, PAGE));
  private final MemorySegment request = Arena.ofAuto().allocate(REQUEST_SIZE, 8);
  private final Tap tap;
  private @Nullable RegionAccess region;

  /** Operations without a region yet: the region is made with this as its {@link UserMemory}. */
  public ZpciIoOperations(Tap tap) {
    this.tap = tap;
  }

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
    MemorySegment.copy(
        storage.segment(), storage.offset(storageAddress), buffer.segment(), 0, length);
    return submit(Operation.PWRITE, ZpciIoRegion.BLOCK_WRITE, space, offset, length)
        ? Outcome.OK
        : refuse();
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (!submit(Operation.PREAD, ZpciIoRegion.READ, space, offset, length)) {
      return refuse();
    }
    loaded.set(buffer.getLong(BUFFER));
    return Outcome.OK;
  }

  private boolean submit(Operation operation, long flags, int space, long offset, int length) {
    request.set(Layouts.LONG, ZpciIoRegion.FLAGS - ZpciIoRegion.REQUEST, flags);
    request.set(Layouts.LONG, ZpciIoRegion.ADDRESS - ZpciIoRegion.REQUEST, BUFFER);
    request.set(Layouts.LONG, ZpciIoRegion.OFFSET - ZpciIoRegion.REQUEST, offset);
    request.set(Layouts.SHORT, ZpciIoRegion.LENGTH - ZpciIoRegion.REQUEST, (short) length);
    request.set(Layouts.BYTE, ZpciIoRegion.SPACE - ZpciIoRegion.REQUEST, (byte) space);
    // The answer to a load is a doubleword, whose low-order bytes are the ones asked for.
    long at = operation.isStore() ? 0 : Long.BYTES - length;
    tap.enter(Hand.ZPCI_IO_REGION, operation, space, offset, length, buffer.segment(), at, 0);
    boolean done =
        region != null
            && region.pwrite(ZpciIoRegion.REQUEST, request, 0, REQUEST_SIZE) == REQUEST_SIZE;
    tap.exit(done ? length : -1, 0);
    return done;
  }

  private int refuse() {
    tap.broken(QemuRules.PROTOTYPE_WRITE);
    return OPERAND;
  }
}
