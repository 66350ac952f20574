package io.zpci.vfio;

import io.zpci.linux.Errno;

/**
 * A vfio device as a VMM or a process holds it: the device's file, and the container that maps
 * memory for it. Source: spec passthrough a.1, a.7, a.8.
 */
public interface VfioDevice extends DeviceFile {
  /**
   * read and write on the device file: {@code offset} names region and position by the driver's own
   * shift.
   */
  RegionAccess file();

  /**
   * {@code IOMMU_MAP_DMA} on the device's container: {@code size} bytes of the process's memory at
   * {@code address}, which is an address in the host's storage, for the device at {@code
   * ioAddress}.
   *
   * @return 0 or a negative errno: EINVAL, EEXIST, ENOSPC where the container's limit is reached
   */
  int dmaMap(long ioAddress, long address, long size, boolean writable);

  /**
   * {@code DEVICE_IOEVENTFD}: from now on the kernel stores {@code data} by itself when {@code fd}
   * fires; -1 ends that.
   *
   * @param flags the width in bytes: 1, 2, 4 or 8
   * @param offset in the device file
   * @return 0 or a negative errno (spec passthrough a.5); ENOTTY where the driver has no such ioctl
   */
  default int ioeventfd(int flags, long offset, long data, int fd) {
    return -Errno.ENOTTY;
  }

  /** {@code IOMMU_UNMAP_DMA}; bytes unmapped or a negative errno. */
  long dmaUnmap(long ioAddress, long size);
}
