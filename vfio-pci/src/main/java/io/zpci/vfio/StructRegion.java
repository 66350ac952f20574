package io.zpci.vfio;

import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A device-specific region that is one struct: a write from its start on fills it and executes what
 * it says, a read gives what stands in it. Integers are for the region to define; {@link
 * GuestStorage} has them big-endian. Serves one thread.
 *
 * <p>A write that does not begin at 0, and one longer than the struct, is EINVAL; a buffer without
 * room is EFAULT. Nothing is executed then.
 */
public abstract class StructRegion implements DeviceRegion {
  private final GuestStorage struct;
  private final Capability.RegionType type;

  /**
   * A region of zeros.
   *
   * @param size of the struct in bytes
   * @param type what the region's capability says it is
   */
  protected StructRegion(int size, Capability.RegionType type) {
    this.struct = GuestStorage.allocate(Arena.ofAuto(), 0, size);
    this.type = type;
  }

  /**
   * Executes what stands in {@code struct}, from address 0 on; an answer is left there to be read.
   *
   * @param written how many bytes, from 1, this write has filled; what earlier ones left is behind
   * @return 0 or a negative errno, which is the write's
   */
  protected abstract int execute(GuestStorage struct, long written);

  @Override
  public final long size() {
    return struct.end();
  }

  @Override
  public final Capability.RegionType type() {
    return type;
  }

  @Override
  public final long pread(long position, MemorySegment buffer, long at, long count) {
    if (position < 0 || position >= size()) {
      return count == 0 ? 0 : -Errno.EINVAL;
    }
    long length = Math.min(count, size() - position);
    if (buffer.isReadOnly() || length > buffer.byteSize() - at) {
      return -Errno.EFAULT;
    }
    MemorySegment.copy(struct.segment(), position, buffer, at, length);
    return length;
  }

  @Override
  public final long pwrite(long position, MemorySegment buffer, long at, long count) {
    if (count == 0) {
      return 0;
    }
    if (position != 0 || count > size()) {
      return -Errno.EINVAL;
    }
    if (count > buffer.byteSize() - at) {
      return -Errno.EFAULT;
    }
    MemorySegment.copy(buffer, at, struct.segment(), 0, count);
    int result = execute(struct, count);
    return result < 0 ? result : count;
  }
}
