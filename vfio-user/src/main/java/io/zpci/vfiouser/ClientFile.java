package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/**
 * All regions of a server's device in one file, as a kernel's driver has them: the number of the
 * region stands in the high bits of the position. On the wire there is no such file.
 */
final class ClientFile implements RegionAccess {
  /** No BAR is larger than what is below this bit. */
  private static final int SHIFT = 56;

  private final RegionAccess[] regions;

  ClientFile(RegionAccess[] regions) {
    this.regions = regions;
  }

  /** Where region {@code index} begins. */
  static long offset(int index) {
    return (long) index << SHIFT;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    int index = (int) (position >>> SHIFT);
    return index < regions.length
        ? regions[index].pread(position - offset(index), buffer, at, count)
        : -Errno.EINVAL;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    int index = (int) (position >>> SHIFT);
    return index < regions.length
        ? regions[index].pwrite(position - offset(index), buffer, at, count)
        : -Errno.EINVAL;
  }
}
