package io.zpci.route;

import io.zpci.trace.Cost;
import io.zpci.vfio.VfioDevice;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No guest: a process does pread and pwrite on the ISM variant driver. One pwrite is one PCISTB.
 * Its messages are the eventfds that it sets, its memory the host's storage that it maps. Source:
 * spec passthrough b.
 */
public final class IsmVfioPciProcessRoute implements ProcessRoute {
  /** Made by {@link java.util.ServiceLoader}. */
  public IsmVfioPciProcessRoute() {}

  @Override
  public String name() {
    return "ism-vfio-pci-process";
  }

  @Override
  public String description() {
    return "no guest: a process does pread/pwrite on the variant driver";
  }

  @Override
  public int order() {
    return 50;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return IsmVfioPciRoute.missingDriver(facts);
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return EnumSet.allOf(Promise.class);
  }

  @Override
  public VfioDevice open(Below host, Facts facts) {
    return HostSide.ismVfio(host, facts).signalling(Cost.KICK, Cost.CONTEXT_SWITCH);
  }
}
