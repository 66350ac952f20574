package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/** A region that a function has not: it has no byte to read or write. */
final class AbsentRegion implements RegionAccess {
  static final AbsentRegion INSTANCE = new AbsentRegion();

  private AbsentRegion() {}

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    return count == 0 ? 0 : -Errno.EINVAL;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    return count == 0 ? 0 : -Errno.EINVAL;
  }
}
