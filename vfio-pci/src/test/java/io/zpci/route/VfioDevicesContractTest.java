package io.zpci.route;

import io.zpci.function.MemoryFunction;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.NativeMmio;
import io.zpci.trace.Tap;
import io.zpci.vfio.HostKernel;
import io.zpci.vfio.IsmVfioPci;
import io.zpci.vfio.NativeIommu;
import io.zpci.vfio.NativeVectors;
import io.zpci.vfio.UserMemory;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioHost;
import io.zpci.vfio.VfioPciCore;
import io.zpci.vfio.ZpciIoRegion;
import io.zpci.vfio.contract.VfioDeviceContract;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The generic driver, by each version, the variant driver, and both with a tap in front. */
@ParameterizedClass
@MethodSource("drivers")
class VfioDevicesContractTest extends VfioDeviceContract {
  private static final long IO = 0x1_0000_0000L;

  /** Opens the one function of a partition. */
  private interface Driver {
    VfioDevice open(Partition partition);
  }

  private final Driver driver;
  private final boolean ism;

  VfioDevicesContractTest(Case opened) {
    this.driver = opened.driver();
    this.ism = opened.ism();
  }

  /** A driver, and whether its function is like ISM. */
  private record Case(Driver driver, boolean ism) {}

  /** Each vfio-pci once: many releases have the same. */
  static Stream<Named<Case>> drivers() {
    Set<LinuxVersion.Vfio> seen = new HashSet<>();
    Stream<Named<Case>> generic =
        LinuxVersion.all().stream()
            .filter(version -> seen.add(version.vfio()))
            .map(version ->
                named("vfio-pci " + version.name(), false, partition -> core(partition, version)));
    return Stream.concat(
        generic,
        Stream.of(
            named("vfio-pci, tapped", false, VfioDevicesContractTest::tappedCore),
            named("vfio-pci on a function like ISM", true, VfioDevicesContractTest::tappedCore),
            named("with the zPCI I/O region", true, VfioDevicesContractTest::withRegion),
            named("ism-vfio-pci", true, VfioDevicesContractTest::variant),
            named(
                "ism-vfio-pci, tapped",
                true,
                partition -> HostSide.ismVfio(partition.below, partition.facts)),
            named("vfio-pci of a little-endian host", false, VfioDevicesContractTest::other)));
  }

  private static Named<Case> named(String name, boolean ism, Driver driver) {
    return Named.of(name, new Case(driver, ism));
  }

  @Override
  protected Opened open() {
    MemoryFunction function =
        ism ? new MemoryFunction(Partition.ismLike()) : MemoryFunction.memory();
    Partition partition = new Partition(function, ByteOrder.BIG_ENDIAN);
    return new Opened(driver.open(partition), new Memory(IO, Partition.GUEST, 0x4000));
  }

  private static VfioDevice core(Partition partition, LinuxVersion version) {
    LinuxPci linux = HostSide.linux(partition.below, partition.facts);
    HostKernel kernel = new HostKernel(partition.below.kernel(), linux);
    VfioHost host =
        VfioHost.s390(version.vfio(), linux, linux.zdev())
            .withIommu(kernel)
            .withIrqs(kernel)
            .withReset(kernel::reset);
    return new VfioPciCore(host, partition.facts.function(), Tap.NONE);
  }

  private static VfioDevice tappedCore(Partition partition) {
    LinuxPci linux = HostSide.linux(partition.below, partition.facts);
    return HostSide.genericVfio(partition.below, partition.facts, linux, null);
  }

  private static VfioDevice withRegion(Partition partition) {
    LinuxPci linux = HostSide.linux(partition.below, partition.facts);
    UserMemory nothing = (_, _) -> null;
    return HostSide.genericVfio(
        partition.below, partition.facts, linux, new ZpciIoRegion(linux, nothing, Tap.NONE));
  }

  private static VfioDevice variant(Partition partition) {
    LinuxPci linux = HostSide.linux(partition.below, partition.facts);
    HostKernel kernel = new HostKernel(partition.below.kernel(), linux);
    VfioHost host =
        VfioHost.s390(partition.facts.host().vfio(), linux, linux.zdev())
            .withIommu(kernel)
            .withIrqs(kernel);
    return new IsmVfioPci(host, linux, Tap.NONE);
  }

  private static VfioDevice other(Partition partition) {
    NativeMmio io = new NativeMmio(partition.function, partition.facts.tap());
    NativeIommu iommu = new NativeIommu(partition.guest.storage(), Partition.GUEST);
    NativeVectors vectors = new NativeVectors(io, partition.facts.function());
    VfioHost host =
        VfioHost.littleEndian(partition.facts.host().vfio(), io).withIommu(iommu).withIrqs(vectors);
    return new VfioPciCore(host, partition.facts.function(), Tap.NONE);
  }
}
