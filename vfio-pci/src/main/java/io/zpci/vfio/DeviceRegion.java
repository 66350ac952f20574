package io.zpci.vfio;

/**
 * A device-specific region: one that a driver offers behind those that every PCI device has. Its
 * type is how a VMM finds it. Source: spec passthrough a.8, c.1.
 */
public interface DeviceRegion extends RegionAccess {
  /** Bytes of the region; constant. */
  long size();

  /** What the region's capability says it is; constant. */
  Capability.RegionType type();
}
