package io.zpci.route;

import io.zpci.vmm.PlugCheck;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * QEMU intercepts as ever, the host kernel's ISM variant driver makes one PCISTB of each write: of
 * a block that QEMU cut the pieces arrive as blocks. Source: spec passthrough b.3.
 */
public final class IsmVfioPciRoute implements Route {
  /** Made by {@link java.util.ServiceLoader}. */
  public IsmVfioPciRoute() {}

  @Override
  public String name() {
    return "ism-vfio-pci";
  }

  @Override
  public String description() {
    return "QEMU intercepts, the ISM variant driver";
  }

  @Override
  public int order() {
    return 40;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return facts.hostIsS390() ? missingDriver(facts) : "the ISM variant driver needs an s390 host";
  }

  @Override
  public String plug(Facts facts) {
    return PlugCheck.of(facts.qemu(), false, facts.function()).word();
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return EnumSet.of(Promise.HANDLE_INSTRUCTIONS, Promise.ORDER);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    return HostSide.intercepted(HostSide.ismVfio(host, facts), host, guest, facts);
  }

  /** Why the host has no variant driver for the function; null where it has. */
  static @Nullable String missingDriver(Facts facts) {
    if (!facts.host().vfio().ismVfioPci()) {
      return facts.host().name() + " has no ism-vfio-pci; Linux 7.1 is the first";
    }
    return facts.function().isIsm() ? null : "ism-vfio-pci binds to ISM only";
  }
}
