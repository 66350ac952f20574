package io.zpci.vfio;

import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;

/**
 * Cuts one read or write of a BAR into the accesses that a kernel makes of it: the widest of 8, 4,
 * 2, 1 that the version allows, that fits what is left and that the offset is aligned to, in
 * ascending order, never touching an excluded window. Alignment is that of the offset in the BAR;
 * where the user's buffer lies plays no part.
 *
 * <p>Byte order: byte i of the buffer is the device's byte at offset + i, on every host. Result:
 * all of {@code count} (excluded bytes are done too), or a negative errno; after an error the
 * pieces before it have happened and are not reported. Nothing allocates. It stands in no device:
 * the core asks it, and so may a prototype that cuts as the core does. Source: spec passthrough a.4
 * ({@code do_io_rw}).
 */
public final class Splitter {
  private static final byte FILL = (byte) 0xff;

  private final IoAccessors io;
  private final MemoryState memory;
  private final Tap tap;

  /**
   * A splitter.
   *
   * @param io what makes the accesses
   * @param memory asked before each of them, where {@code tested}
   * @param tap told what is left out or refused
   */
  public Splitter(IoAccessors io, MemoryState memory, Tap tap) {
    this.io = io;
    this.memory = memory;
    this.tap = tap;
  }

  /**
   * The size of the next access.
   *
   * @param width the widest that the version allows
   * @param fillable bytes from {@code offset} on that may be accessed
   * @return 8, 4, 2, 1; 0 where nothing may be accessed
   */
  static int piece(int width, long offset, long fillable) {
    if (width >= 8 && fillable >= 8 && (offset & 7) == 0) {
      return 8;
    }
    if (fillable >= 4 && (offset & 3) == 0) {
      return 4;
    }
    if (fillable >= 2 && (offset & 1) == 0) {
      return 2;
    }
    return fillable >= 1 ? 1 : 0;
  }

  /**
   * Reads.
   *
   * @param base address of the mapped BAR
   * @param width the widest access
   * @param tested whether memory space must be enabled
   * @param windowStart first excluded offset
   * @param windowEnd first offset behind the excluded ones; equal to the start where nothing is
   * @param position the offset in the BAR
   * @param buffer takes the bytes
   * @param at where in it
   * @param count how many
   */
  public long read(
      long base,
      int width,
      boolean tested,
      long windowStart,
      long windowEnd,
      long position,
      MemorySegment buffer,
      long at,
      long count) {
    long room = buffer.isReadOnly() ? 0 : buffer.byteSize() - at;
    long done = 0;
    while (done < count) {
      long offset = position + done;
      long left = count - done;
      long fillable = fillable(offset, left, windowStart, windowEnd);
      int piece = piece(width, offset, fillable);
      if (piece == 0) {
        long skipped = Math.min(left, windowEnd - offset);
        tap.broken(VfioRules.SPLIT_EXCLUDED);
        for (long i = 0; i < skipped; i++) {
          if (done + i >= room) {
            return fault();
          }
          buffer.set(Layouts.BYTE, at + done + i, FILL);
        }
        done += skipped;
        continue;
      }
      long run = run(width, piece, fillable);
      int error =
          piece == 8
              ? readEights(base + offset, tested, buffer, at + done, run)
              : readRun(base + offset, piece, tested, buffer, at + done, run);
      if (error != 0) {
        return error;
      }
      done += run;
    }
    return done;
  }

  /** Writes; parameters as those of {@link #read}. */
  public long write(
      long base,
      int width,
      boolean tested,
      long windowStart,
      long windowEnd,
      long position,
      MemorySegment buffer,
      long at,
      long count) {
    long done = 0;
    while (done < count) {
      long offset = position + done;
      long left = count - done;
      long fillable = fillable(offset, left, windowStart, windowEnd);
      int piece = piece(width, offset, fillable);
      if (piece == 0) {
        tap.broken(VfioRules.SPLIT_EXCLUDED);
        done += Math.min(left, windowEnd - offset);
        continue;
      }
      long run = run(width, piece, fillable);
      int error =
          piece == 8
              ? writeEights(base + offset, tested, buffer, at + done, run)
              : writeRun(base + offset, piece, tested, buffer, at + done, run);
      if (error != 0) {
        return error;
      }
      done += run;
    }
    return done;
  }

  /**
   * How many bytes go in pieces of this size before another size comes: the widest comes as often
   * as it fits. A narrower one, on the way to an aligned offset or in what is left behind, comes
   * once.
   */
  private static long run(int width, int piece, long fillable) {
    return piece == width ? fillable & -piece : piece;
  }

  /**
   * Pieces of one size. A method of its own: compiled as part of what chooses the sizes, its loop
   * has no registers left and keeps its counter in memory.
   */
  private int readRun(
      long from, int piece, boolean tested, MemorySegment buffer, long to, long run) {
    long last = buffer.isReadOnly() ? -1 : buffer.byteSize() - piece;
    for (long i = 0; i < run; i += piece) {
      if (tested && !memory.enabled()) {
        tap.broken(VfioRules.SPLIT_MEMORY);
        return -Errno.EIO;
      }
      long image = io.ioreadBe(from + i, piece);
      if (to + i > last) {
        return fault();
      }
      Layouts.putImage(buffer, to + i, piece, image);
    }
    return 0;
  }

  /** As {@link #readRun}: nearly all pieces have this size, and here a compiler knows it. */
  private int readEights(long from, boolean tested, MemorySegment buffer, long to, long run) {
    long last = buffer.isReadOnly() ? -1 : buffer.byteSize() - 8;
    for (long i = 0; i < run; i += 8) {
      if (tested && !memory.enabled()) {
        tap.broken(VfioRules.SPLIT_MEMORY);
        return -Errno.EIO;
      }
      long image = io.ioreadBe(from + i, 8);
      if (to + i > last) {
        return fault();
      }
      buffer.set(Layouts.LONG, to + i, image);
    }
    return 0;
  }

  /** As {@link #readRun}; the image is taken before memory space is asked for. */
  private int writeRun(
      long to, int piece, boolean tested, MemorySegment buffer, long from, long run) {
    long last = buffer.byteSize() - piece;
    for (long i = 0; i < run; i += piece) {
      if (from + i > last) {
        return fault();
      }
      long image = Layouts.getImage(buffer, from + i, piece);
      if (tested && !memory.enabled()) {
        tap.broken(VfioRules.SPLIT_MEMORY);
        return -Errno.EIO;
      }
      io.iowriteBe(to + i, piece, image);
    }
    return 0;
  }

  /** As {@link #writeRun}, of the size that {@link #readEights} is for. */
  private int writeEights(long to, boolean tested, MemorySegment buffer, long from, long run) {
    long last = buffer.byteSize() - 8;
    for (long i = 0; i < run; i += 8) {
      if (from + i > last) {
        return fault();
      }
      long image = buffer.get(Layouts.LONG, from + i);
      if (tested && !memory.enabled()) {
        tap.broken(VfioRules.SPLIT_MEMORY);
        return -Errno.EIO;
      }
      io.iowriteBe(to + i, 8, image);
    }
    return 0;
  }

  private static long fillable(long offset, long left, long windowStart, long windowEnd) {
    if (offset < windowStart) {
      return Math.min(left, windowStart - offset);
    }
    return offset >= windowEnd ? left : 0;
  }

  private int fault() {
    tap.broken(VfioRules.SPLIT_FAULT);
    return -Errno.EFAULT;
  }
}
