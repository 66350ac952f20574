package io.zpci.route;

import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxPci;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceRegion;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.BlockOperation;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.LoadOperation;
import io.zpci.vmm.PlugCheck;
import io.zpci.vmm.TappedOperations;
import org.jspecify.annotations.Nullable;

/**
 * A bypass by a region of its own: QEMU hands each block, and each load of a BAR, to a
 * device-specific region of generic vfio-pci, and the region's driver issues the instruction on the
 * host. Two halves are left to write. PCISTG and configuration space go the usual way; like every
 * prototype it drops the MSI-X check and routes plain MSI.
 */
public interface RegionRoute extends Route {
  /** Who serves the region, as output spells it. */
  Hand hand();

  /**
   * The kernel's half.
   *
   * @param host the host kernel on the function
   * @param tap told of each rule that a request breaks
   */
  DeviceRegion region(LinuxIo host, Tap tap);

  /** QEMU's half of a block: requests to {@code region}. Called once a path. */
  BlockOperation blocks(RegionAccess region);

  /** QEMU's half of a load of a BAR: requests to {@code region}. Called once a path. */
  LoadOperation loads(RegionAccess region);

  /** {@inheritDoc} An s390 host, and a function of the relaxed class: others are not handed on. */
  @Override
  default @Nullable String unavailable(Facts facts) {
    if (!facts.hostIsS390()) {
      return "region " + hand().name() + " needs an s390 host";
    }
    return facts.function().blockClass() == BlockClass.RELAXED
        ? null
        : "QEMU hands the blocks of relaxed functions only to region " + hand().name();
  }

  @Override
  default @Nullable String plug(Facts facts) {
    return PlugCheck.Answer.ACCEPTED.word();
  }

  @Override
  default Path connect(Below host, Guest guest, Facts facts) {
    LinuxPci linux = HostSide.linux(host, facts);
    DeviceRegion region = region(linux, facts.tap());
    VfioDevice device = HostSide.genericVfio(host, facts, linux, region);
    TappedOperations operations =
        new TappedOperations(blocks(region), loads(region), hand(), facts.tap(), Cost.SYSCALL);
    return HostSide.intercepted(
        device,
        host,
        guest,
        facts,
        new InterceptionOptions(operations, operations, true),
        facts.function().maxStoreBlock());
  }
}
