package io.zpci.route;

import io.zpci.arch.contract.Issuer;
import io.zpci.arch.contract.PciInstructionsContract;
import io.zpci.arch.contract.Place;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.GuestMachine;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every QEMU executes instructions, over generic vfio of an s390 host. */
@ParameterizedClass
@MethodSource("versions")
class InterceptionContractTest extends PciInstructionsContract {
  private final QemuVersion version;

  InterceptionContractTest(QemuVersion version) {
    this.version = version;
  }

  /** Each release that differs from the others in what it does with an access. */
  static Stream<Named<QemuVersion>> versions() {
    Set<List<Object>> seen = new HashSet<>();
    return QemuVersion.all().stream()
        .filter(version ->
            seen.add(
                List.of(
                    version.pcistbLengthMask(),
                    version.acceptance(),
                    version.piecesReversed(),
                    version.badRegion())))
        .map(version -> Named.of(version.name(), version));
  }

  @Override
  protected Issuer create() {
    Partition partition = new Partition(MemoryFunction.memory(), ByteOrder.BIG_ENDIAN);
    Facts newest = partition.facts;
    Facts facts =
        new Facts(
            version,
            newest.host(),
            newest.hostOrder(),
            newest.machineMio(),
            newest.nullMappingSucceeds(),
            newest.function(),
            Tap.NONE);
    VfioDevice device =
        HostSide.genericVfio(partition.below, facts, HostSide.linux(partition.below, facts), null);
    GuestMachine guest = HostSide.machine(partition.guest, partition.guest.interruption(), null);
    int handle = 0x8001_0001;
    Interception qemu =
        HostSide.qemu(device, facts, handle, 128, guest, InterceptionOptions.SHIPPED);
    return new Issuer(
        qemu, handle, new GuestStorage(0, partition.guest.storage().segment().asSlice(0, 0x4000)));
  }

  @Override
  protected List<Place> loads() {
    return List.of(new Place(0, 3, 1), new Place(0, 8, 8), new Place(15, 0, 4));
  }

  @Override
  protected List<Place> stores() {
    return List.of(new Place(0, 4, 4), new Place(15, 4, 2));
  }

  @Override
  protected List<Place> blocks() {
    return takesBlocks() ? List.of(new Place(0, 0x80, 128), new Place(0, 0, 16)) : List.of();
  }

  @Override
  protected @Nullable Place memory() {
    return takesBlocks() ? new Place(0, 0x40, 16) : null;
  }

  /** Older releases ask the region for a single access of the block's whole length. */
  private boolean takesBlocks() {
    return version.acceptance() != QemuVersion.Acceptance.WHOLE_LENGTH;
  }
}
