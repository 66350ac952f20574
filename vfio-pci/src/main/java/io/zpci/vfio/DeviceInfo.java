package io.zpci.vfio;

import java.util.List;

/**
 * Answer of {@code DEVICE_GET_INFO}.
 *
 * @param flags RESET 1, PCI 2, CAPS 128 (spec passthrough a.8)
 * @param regions number of regions: 9 and the device-specific ones
 * @param irqs number of interrupt indices: 5
 * @param capabilities the chain, in order
 */
public record DeviceInfo(int flags, int regions, int irqs, List<Capability> capabilities) {
  /** The device can be reset. */
  public static final int FLAG_RESET = 1;

  /** It is a PCI device. */
  public static final int FLAG_PCI = 2;

  /** A capability chain follows. */
  public static final int FLAG_CAPS = 128;

  public DeviceInfo {
    capabilities = List.copyOf(capabilities);
  }
}
