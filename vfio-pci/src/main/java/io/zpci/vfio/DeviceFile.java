package io.zpci.vfio;

/**
 * What the file of a vfio device answers, whoever holds it and however it gets there: information,
 * regions, interrupts, reset. Source: spec passthrough a.1, a.7, a.8.
 */
public interface DeviceFile {
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
   * {@code DEVICE_SET_IRQS}.
   *
   * @return 0, a positive number of vectors available (spec passthrough g.35), or a negative errno
   */
  int setIrqs(IrqSet set);

  /** {@code DEVICE_RESET}; 0 or a negative errno. */
  int reset();
}
