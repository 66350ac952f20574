package io.zpci.vfio;

/**
 * The kernel's IOMMU API beneath a container, for one function: {@code iommu_map} and {@code
 * iommu_unmap}. The container has checked the operands: multiples of a page, not 0, no overlap.
 */
public interface Iommu {
  /**
   * Maps {@code size} bytes of the host's storage at {@code address}.
   *
   * @return 0 or a negative errno; EFAULT where the host has no such storage
   */
  int map(long ioAddress, long address, long size, boolean writable);

  /** Unmaps what one {@link #map} mapped; 0 or a negative errno. */
  int unmap(long ioAddress, long size);
}
