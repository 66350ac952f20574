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
import io.zpci.vmm.GuestOperations;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.PlugCheck;
import io.zpci.vmm.TappedOperations;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bypass by a region of its own: QEMU hands each block, and each load of a BAR, to a
 * device-specific region of generic vfio-pci, and the region's driver issues the instruction on the
 * host. Two halves are left to write. PCISTG and configuration space go the usual way; like every
 * prototype it drops the MSI-X check and routes plain MSI.
 */
public interface RegionRoute extends Route {
  /**
   * The kernel's half. Called once a path.
   *
   * @param host the host kernel on the function
   * @param tap told of each rule that a request breaks
   */
  DeviceRegion region(LinuxIo host, Tap tap);

  /**
   * QEMU's half. Called once a path.
   *
   * @param region where requests go; each access is a system call
   */
  GuestOperations requests(RegionAccess region);

  /** Who serves the region, as output spells it: the route's name. */
  default Hand hand() {
    return new Hand(name());
  }

  /**
   * {@inheritDoc} What a region promises that makes one instruction of each request and tells what
   * became of it: whole blocks where QEMU takes their length, errors of blocks, order; handles
   * where the host, which stores single values the usual way, has no MIO.
   */
  @Override
  default Set<Promise> promises(Facts facts) {
    return HostSide.regionPromises(facts);
  }

  /** {@inheritDoc} An s390 host, and a function of the relaxed class: others are not handed on. */
  @Override
  default @Nullable String unavailable(Facts facts) {
    if (!facts.hostIsS390()) {
      return name() + " needs an s390 host";
    }
    return facts.function().blockClass() == BlockClass.RELAXED
        ? null
        : "QEMU hands a region the blocks of relaxed functions only";
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
    RegionAccess calls = new CostedRegion(region, facts.tap(), Cost.SYSCALL);
    TappedOperations operations = new TappedOperations(requests(calls), hand(), facts.tap());
    return HostSide.intercepted(
        device,
        host,
        guest,
        facts,
        new InterceptionOptions(operations, operations, true),
        facts.function().maxStoreBlock());
  }
}
