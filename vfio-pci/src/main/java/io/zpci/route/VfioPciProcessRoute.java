package io.zpci.route;

import io.zpci.linux.LinuxPci;
import io.zpci.trace.Cost;
import io.zpci.vfio.VfioDevice;
import org.jspecify.annotations.Nullable;

/**
 * No guest: a process does its calls on generic vfio-pci, which splits what it writes. It is what
 * one tries calls of vfio on, and carries nothing that another route does not; so the service
 * loader does not find it. Source: spec passthrough a.
 */
public final class VfioPciProcessRoute implements ProcessRoute {
  /** A process on an s390 host. */
  public VfioPciProcessRoute() {}

  @Override
  public String name() {
    return "vfio-pci-process";
  }

  @Override
  public String description() {
    return "no guest: a process does its calls on generic vfio-pci";
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return facts.hostIsS390() ? null : "the process is one of an s390 host";
  }

  @Override
  public VfioDevice open(Below host, Facts facts) {
    LinuxPci linux = HostSide.linux(host, facts);
    return HostSide.genericVfio(host, facts, linux, null)
        .signalling(Cost.KICK, Cost.CONTEXT_SWITCH);
  }
}
