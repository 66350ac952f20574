package io.zpci.route;

import io.zpci.linux.LinuxPci;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.ZpciIoRegion;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.PlugCheck;
import io.zpci.vmm.TappedOperations;
import io.zpci.vmm.ZpciIoOperations;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The 2020 proposal, which was never merged: QEMU hands PCISTB, and PCILG of a BAR, to an extra
 * region of generic vfio-pci, which makes one instruction of each. PCISTG and configuration space
 * go the usual way. It drops the MSI-X check and routes plain MSI; it goes with every version.
 * Source: spec passthrough c.
 */
public final class ZpciIoRegionRoute implements Route {
  /** The limit that QEMU's patches set themselves, beside the hardware's. */
  private static final int MAX_BLOCK = 4096;

  /** Made by {@link java.util.ServiceLoader}. */
  public ZpciIoRegionRoute() {}

  @Override
  public String name() {
    return "zpci-io-region";
  }

  @Override
  public String description() {
    return "a prototype of 2020: QEMU and the host kernel with the extra zPCI I/O region";
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    if (!facts.hostIsS390()) {
      return "the zPCI I/O region needs an s390 host";
    }
    return facts.function().isIsm() ? null : "the 2020 patches use the region for ISM only";
  }

  @Override
  public String plug(Facts facts) {
    return PlugCheck.Answer.ACCEPTED.word();
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return HostSide.regionPromises(facts);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    LinuxPci linux = HostSide.linux(host, facts);
    ZpciIoOperations operations = new ZpciIoOperations();
    ZpciIoRegion region = new ZpciIoRegion(linux, operations, facts.tap());
    operations.connect(new CostedRegion(region, facts.tap(), Cost.SYSCALL));
    TappedOperations tapped = new TappedOperations(operations, Hand.ZPCI_IO_REGION, facts.tap());
    VfioDevice device = HostSide.genericVfio(host, facts, linux, region);
    return HostSide.intercepted(
        device,
        host,
        guest,
        facts,
        new InterceptionOptions(tapped, tapped, true),
        Math.min(MAX_BLOCK, facts.function().maxStoreBlock()));
  }
}
