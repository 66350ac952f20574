package io.zpci.vfiouser;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/**
 * One space of a served function as a region: a BAR or configuration space.
 *
 * <p>A read is cut into the widest loads of 8, 4, 2 or 1 bytes, in configuration space 4, 2 or 1,
 * that are aligned, ascending; so is a write to configuration space. A write to a BAR of 1, 2, 4 or
 * 8 bytes is one store, of any other length one block; where the client writes whole blocks, each
 * is one. Bytes have the order of their addresses on both sides: nothing is swapped.
 *
 * <p>Errors are Linux's: EIO where the condition code is not 0, ENXIO for a program interruption; a
 * busy function is asked again, and is EIO where it stays busy. As in vfio, pieces that were done
 * before one fails are not told of. EINVAL where the access is not all inside, EFAULT where the
 * buffer is not. Source: spec passthrough a.4, b.2, f.5.
 */
final class ServedRegion implements RegionAccess {
  private static final int DOUBLEWORD = 8;
  private static final int WORD = 4;

  private final ServedFunction function;
  private final FunctionAccess access;
  private final int space;
  private final long size;
  private final int widest;

  ServedRegion(ServedFunction function, FunctionAccess access, int space) {
    this.function = function;
    this.access = access;
    this.space = space;
    this.size = access.size(space);
    this.widest = space == AddressSpace.CONFIG ? WORD : DOUBLEWORD;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    long refused = refused(position, buffer, at, count);
    if (refused != 0 || count == 0) {
      return refused;
    }
    int outcome = Outcome.OK;
    function.enter();
    try {
      for (long done = 0; done < count && outcome == Outcome.OK; ) {
        int piece = piece(position + done, count - done);
        outcome = access.load(space, position + done, piece, buffer, at + done);
        done += piece;
      }
    } finally {
      function.leave();
    }
    function.check();
    return result(outcome, count);
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    long refused = refused(position, buffer, at, count);
    if (refused != 0 || count == 0) {
      return refused;
    }
    int outcome;
    function.enter();
    try {
      if (space == AddressSpace.CONFIG) {
        outcome = configure(position, buffer, at, count);
      } else if (count > DOUBLEWORD || Long.bitCount(count) != 1 || function.wholeBlocks()) {
        outcome = access.storeBlock(space, position, count, buffer, at);
      } else {
        outcome = access.store(space, position, (int) count, buffer, at);
      }
    } finally {
      function.leave();
    }
    function.check();
    return result(outcome, count);
  }

  private int configure(long position, MemorySegment buffer, long at, long count) {
    int outcome = Outcome.OK;
    for (long done = 0; done < count && outcome == Outcome.OK; ) {
      int piece = piece(position + done, count - done);
      outcome = access.store(space, position + done, piece, buffer, at + done);
      done += piece;
    }
    function.configured();
    return outcome;
  }

  private long refused(long position, MemorySegment buffer, long at, long count) {
    if (count < 0 || position < 0 || position > size || count > size - position) {
      return -Errno.EINVAL;
    }
    return at < 0 || at > buffer.byteSize() - count ? -Errno.EFAULT : 0;
  }

  /** The widest aligned piece at {@code position}, of at most {@code left} bytes. */
  private int piece(long position, long left) {
    int piece = widest;
    while (piece > left || (position & (piece - 1)) != 0) {
      piece >>= 1;
    }
    return piece;
  }

  private static long result(int outcome, long count) {
    if (outcome == Outcome.OK) {
      return count;
    }
    return Outcome.isException(outcome) ? -Errno.ENXIO : -Errno.EIO;
  }
}
