package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All regions of a server's device, at the offsets that it gives them. */
final class ClientFile implements RegionAccess {
  private final VfioUserDevice device;
  private RegionInfo @Nullable [] known;

  ClientFile(VfioUserDevice device) {
    this.device = device;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    RegionInfo info = region(position);
    return info == null
        ? nowhere()
        : device.region(info.index()).pread(position - info.offset(), buffer, at, count);
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    RegionInfo info = region(position);
    return info == null
        ? nowhere()
        : device.region(info.index()).pwrite(position - info.offset(), buffer, at, count);
  }

  private long nowhere() {
    return device.failure() == null ? -Errno.EINVAL : -Errno.ENOTCONN;
  }

  /** The region at {@code position}; null where there is none. */
  private @Nullable RegionInfo region(long position) {
    RegionInfo[] regions = known;
    if (regions == null) {
      regions = ask();
      known = regions;
    }
    for (RegionInfo info : regions) {
      if (Long.compareUnsigned(position - info.offset(), info.size()) < 0) {
        return info;
      }
    }
    return null;
  }

  private RegionInfo[] ask() {
    List<RegionInfo> regions = new ArrayList<>();
    for (int index = 0; index < device.info().regions(); index++) {
      try {
        regions.add(device.regionInfo(index));
      } catch (VfioException e) {
        // A region that the server does not know is nowhere in the file.
      }
    }
    return regions.toArray(RegionInfo[]::new);
  }
}
