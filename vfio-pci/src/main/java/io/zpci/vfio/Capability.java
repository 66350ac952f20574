package io.zpci.vfio;

/**
 * One entry of a vfio capability chain. Source: spec passthrough a.8; {@code linux/vfio.h}, {@code
 * vfio_zdev.h}.
 */
public sealed interface Capability {
  /** The id in the chain's header. */
  int id();

  /** The version in the chain's header. */
  int version();

  /** zPCI base information. {@code handle} is absent (0) in version 1. */
  record ZpciBase(
      int version,
      long startDma,
      long endDma,
      int pchid,
      int vfn,
      int fmbLength,
      int pft,
      int gid,
      int handle)
      implements Capability {
    @Override
    public int id() {
      return 1;
    }
  }

  /** zPCI group information. {@code imaxstbl}, the hardware's value, is absent (0) in version 1. */
  record ZpciGroup(
      int version,
      long dasm,
      long msiAddress,
      long flags,
      int mui,
      int noi,
      int maxstbl,
      int groupVersion,
      int imaxstbl)
      implements Capability {
    @Override
    public int id() {
      return 2;
    }
  }

  /** Type of a device-specific region; of the region chain. */
  record RegionType(int type, int subtype) implements Capability {
    @Override
    public int id() {
      return 2;
    }

    @Override
    public int version() {
      return 1;
    }
  }
}
