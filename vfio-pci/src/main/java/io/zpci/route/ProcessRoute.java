package io.zpci.route;

import io.zpci.vfio.VfioDevice;

/**
 * A route without a guest: a process on a vfio device. A PCISTB becomes a pwrite of the whole
 * block, a PCILG a pread; a PCISTG has no issuer.
 */
public interface ProcessRoute extends Route {
  /** Opens the device for a process. */
  VfioDevice open(Below host, Facts facts);

  @Override
  default Path connect(Below host, Guest guest, Facts facts) {
    return new GuestPath(
        new ProcessInstructions(open(host, facts)),
        host.handle(),
        host.function().facts().maxStoreBlock(),
        host,
        guest);
  }
}
