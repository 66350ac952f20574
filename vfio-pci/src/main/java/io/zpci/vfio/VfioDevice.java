package io.zpci.vfio;

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

  /** {@code IOMMU_UNMAP_DMA}; bytes unmapped or a negative errno. */
  long dmaUnmap(long ioAddress, long size);
}
