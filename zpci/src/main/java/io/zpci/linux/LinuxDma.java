package io.zpci.linux;

/**
 * A kernel's DMA for one function: aperture, tables in the kernel's own storage, map and unmap with
 * RPCIT as the version's refresh policy says. Source: spec zpci 6.6, 11.5, 11.6 (Linux {@code
 * pci_dma.c} up to 6.6, {@code s390-iommu.c} after).
 */
public final class LinuxDma {
  /** DMA of the function that {@code zdev} is, in {@code kernel}; nothing registered. */
  public LinuxDma(LinuxKernel kernel, Zdev zdev) {
    throw new UnsupportedOperationException("LinuxDma");
  }

  /** Builds an empty top table and registers it (MPCIFC); 0 or a negative errno. */
  public int enable() {
    throw new UnsupportedOperationException("enable");
  }

  /** Deregisters; every mapping is gone. 0 or a negative errno. */
  public int disable() {
    throw new UnsupportedOperationException("disable");
  }

  /**
   * Maps {@code size} bytes of the kernel's storage at {@code address}, which need not start a
   * page.
   *
   * @return the I/O address, with the offset in the page kept, or a negative errno; no I/O address
   *     is negative
   */
  public long map(long address, long size, DmaDirection direction) {
    throw new UnsupportedOperationException("map");
  }

  /** Unmaps what {@link #map} gave; 0 or a negative errno. */
  public int unmap(long ioAddress, long size) {
    throw new UnsupportedOperationException("unmap");
  }

  /**
   * {@code iommu_map}: pages at I/O addresses that the caller chooses, as vfio does.
   *
   * @param address storage address
   * @return 0 or a negative errno: EINVAL where an operand is no multiple of a page or outside the
   *     aperture
   */
  public int mapAt(long ioAddress, long address, long size, boolean writable) {
    throw new UnsupportedOperationException("mapAt");
  }

  /** {@code iommu_unmap}; 0 or a negative errno. */
  public int unmapAt(long ioAddress, long size) {
    throw new UnsupportedOperationException("unmapAt");
  }
}
