package io.zpci.route;

import io.zpci.linux.LinuxPci;
import io.zpci.vmm.PlugCheck;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * QEMU intercepts and cuts to 8, generic vfio-pci splits by kernel version ({@code
 * vfio_pci_bar_rw}), the host kernel's accessors execute: by MIO where the machine has it. Source:
 * spec passthrough a, e.
 */
public final class BarRwRoute implements Route {
  /** Made by {@link java.util.ServiceLoader}. */
  public BarRwRoute() {}

  @Override
  public String name() {
    return "bar-rw";
  }

  @Override
  public String description() {
    return "QEMU intercepts, generic vfio-pci splits, the host kernel's ioread/iowrite (MIO where the host has it)";
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return null;
  }

  @Override
  public String plug(Facts facts) {
    return PlugCheck.of(facts.qemu(), false, facts.function()).word();
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return HostSide.promises(facts);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    if (!facts.hostIsS390()) {
      return HostSide.emulated(host, guest, facts);
    }
    LinuxPci linux = HostSide.linux(host, facts);
    return HostSide.intercepted(HostSide.genericVfio(host, facts, linux, null), host, guest, facts);
  }
}
