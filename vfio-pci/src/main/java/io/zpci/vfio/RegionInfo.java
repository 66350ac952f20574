package io.zpci.vfio;

import java.util.List;

/**
 * Answer of {@code DEVICE_GET_REGION_INFO}.
 *
 * @param index of the region
 * @param flags READ 1, WRITE 2, MMAP 4, CAPS 8; 0 where size is 0
 * @param size in bytes
 * @param offset where the region starts in the device file
 * @param capabilities the chain, in order
 */
public record RegionInfo(
    int index, int flags, long size, long offset, List<Capability> capabilities) {
  /** The region can be read. */
  public static final int FLAG_READ = 1;

  /** The region can be written. */
  public static final int FLAG_WRITE = 2;

  /** The region can be mapped. */
  public static final int FLAG_MMAP = 4;

  /** A capability chain follows. */
  public static final int FLAG_CAPS = 8;

  public RegionInfo {
    capabilities = List.copyOf(capabilities);
  }
}
