package io.zpci.vfio;

/**
 * A vfio device as a VMM or a process holds it: information, regions, interrupts, reset. Source:
 * spec passthrough a.1, a.7, a.8.
 */
public interface VfioDevice {
  /** Region index of configuration space. */
  int CONFIG_REGION = 7;

  /** Region index of the expansion ROM. */
  int ROM_REGION = 6;

  /** Region index of legacy VGA. */
  int VGA_REGION = 8;

  /** How many regions every PCI device has; device-specific ones follow. */
  int PCI_REGIONS = 9;

  /** Index of MSI in {@link #setIrqs}. */
  int IRQ_MSI = 1;

  /** Index of MSI-X in {@link #setIrqs}. */
  int IRQ_MSIX = 2;

  /** {@code DEVICE_GET_INFO}. */
  DeviceInfo info();

  /**
   * {@code DEVICE_GET_REGION_INFO}.
   *
   * @throws VfioException EINVAL where the ioctl answers it
   */
  RegionInfo regionInfo(int index) throws VfioException;

  /**
   * {@code DEVICE_GET_IRQ_INFO}.
   *
   * @throws VfioException EINVAL where the ioctl answers it
   */
  IrqInfo irqInfo(int index) throws VfioException;

  /**
   * The region at {@code index}; one without size answers every access with the errno that the
   * driver gives.
   */
  RegionAccess region(int index);

  /**
   * read and write on the device file: {@code offset} names region and position by the driver's own
   * shift.
   */
  RegionAccess file();

  /**
   * {@code DEVICE_SET_IRQS}.
   *
   * @return 0, a positive number of vectors available (spec passthrough g.35), or a negative errno
   */
  int setIrqs(IrqSet set);

  /** {@code DEVICE_RESET}; 0 or a negative errno. */
  int reset();

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
