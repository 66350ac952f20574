package io.zpci.vfio;

import java.lang.foreign.MemorySegment;

/**
 * One region of a vfio device: pread and pwrite, at offsets from the start of the region. It knows
 * nothing of instructions. Returns bytes done, which may be fewer than asked for, or a negative
 * errno; never throws for what a device does. Nothing allocates.
 */
public interface RegionAccess {
  /** Reads up to {@code count} bytes at {@code position} into {@code buffer} from {@code at} on. */
  long pread(long position, MemorySegment buffer, long at, long count);

  /** Writes up to {@code count} bytes of {@code buffer} from {@code at} on to {@code position}. */
  long pwrite(long position, MemorySegment buffer, long at, long count);
}
