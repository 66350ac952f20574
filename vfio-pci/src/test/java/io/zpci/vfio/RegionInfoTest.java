package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET_INFO, GET_REGION_INFO and RESET, spec passthrough a.1, a.8, b.1. */
class RegionInfoTest {
  private static final LinuxVersion LINUX_5_10 = LinuxVersion.named("linux-5.10").orElseThrow();
  private static final LinuxVersion LINUX_7_2 = LinuxVersion.named("linux-7.2").orElseThrow();

  private final FakeLinux linux = new FakeLinux(FakeIo.facts(), 4096);

  private VfioHost s390(LinuxVersion version) {
    return VfioHost.s390(version.vfio(), linux, linux.zdev());
  }

  private VfioPciCore core() {
    return new VfioPciCore(s390(LINUX_7_2), FakeIo.facts(), Tap.NONE);
  }

  private IsmVfioPci ism() {
    FakeLinux io = new FakeLinux(FakeIo.ism(), 4096);
    return new IsmVfioPci(VfioHost.s390(LINUX_7_2.vfio(), io, io.zdev()), io, Tap.NONE);
  }

  @Test
  void tellsSizesAndOffsets() throws VfioException {
    assertEquals(new RegionInfo(0, 3, 0x10000, 0, List.of()), core().regionInfo(0));
    assertEquals(new RegionInfo(1, 0, 0, 1L << 40, List.of()), core().regionInfo(1));
    assertEquals(new RegionInfo(6, 0, 0, 6L << 40, List.of()), core().regionInfo(6));
    assertEquals(new RegionInfo(7, 3, 256, 7L << 40, List.of()), core().regionInfo(7));
  }

  @Test
  void tellsARomAndMappableBarsOfAnotherHost() throws VfioException {
    VfioHost host =
        VfioHost.littleEndian(LINUX_7_2.vfio(), linux).withRom(new VfioHost.Rom(2048, 100));
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), Tap.NONE);
    assertEquals(new RegionInfo(6, 1, 2048, 6L << 40, List.of()), device.regionInfo(6));
    assertEquals(new RegionInfo(4, 7, 0x1000, 4L << 40, List.of()), device.regionInfo(4));
    assertEquals(List.of(), device.info().capabilities());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, -1})
  void knowsNoOtherRegion(int index) {
    assertEquals(
        Errno.EINVAL, assertThrows(VfioException.class, () -> core().regionInfo(index)).errno());
  }

  @Test
  void addsTheZpciIoRegion() throws VfioException {
    ZpciIoRegion region = new ZpciIoRegion(linux, (address, length) -> null, Tap.NONE);
    VfioPciCore device = new VfioPciCore(s390(LINUX_7_2), FakeIo.facts(), region, Tap.NONE);
    assertEquals(10, device.info().regions());
    assertEquals(
        new RegionInfo(9, 11, 48, 9L << 40, List.of(new Capability.RegionType(0x8000_1014, 2))),
        device.regionInfo(9));
    MemorySegment header = MemorySegment.ofArray(new byte[16]);
    assertEquals(16, device.file().pread(9L << 40, header, 0, 16));
    assertEquals(-Errno.EFAULT, device.region(9).pwrite(0, header, 0, 16));
    assertEquals(-Errno.EINVAL, device.file().pread(10L << 40, header, 0, 16));
  }

  @Test
  void describesTheZpciFunctionOfAnS390Host() {
    DeviceInfo info = core().info();
    assertEquals(130, info.flags());
    assertEquals(9, info.regions());
    assertEquals(5, info.irqs());
    assertEquals(
        List.of(
            new Capability.ZpciBase(
                2, 0x1_0000_0000L, 0x01ff_ffff_ffff_ffffL, 0, 0, 0, 0, 0, 0x8000_0001),
            new Capability.ZpciGroup(2, 0, 0xfe00_0000_0000_0000L, 1, 4000, 8, 128, 0, 4096)),
        info.capabilities());
  }

  @Test
  void toldNeitherHandleNorHardwareLimitIn510() {
    VfioPciCore device = new VfioPciCore(s390(LINUX_5_10), FakeIo.facts(), Tap.NONE);
    assertEquals(
        List.of(
            new Capability.ZpciBase(1, 0x1_0000_0000L, 0x01ff_ffff_ffff_ffffL, 0, 0, 0, 0, 0, 0),
            new Capability.ZpciGroup(1, 0, 0xfe00_0000_0000_0000L, 1, 4000, 8, 128, 0, 0)),
        device.info().capabilities());
  }

  @Test
  void spreadsTheRegionsOfTheIsmVariantFurther() throws VfioException {
    assertEquals(new RegionInfo(0, 3, 1L << 48, 0, List.of()), ism().regionInfo(0));
    assertEquals(new RegionInfo(1, 0, 0, 1L << 48, List.of()), ism().regionInfo(1));
    assertEquals(new RegionInfo(2, 3, 0x1000, 2L << 48, List.of()), ism().regionInfo(2));
    assertEquals(new RegionInfo(7, 3, 256, 7L << 48, List.of()), ism().regionInfo(7));
    assertEquals(9, ism().info().regions());
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 9, -1})
  void knowsOnlyBarsAndConfigurationSpaceInTheIsmVariant(int index) {
    assertEquals(
        Errno.EINVAL, assertThrows(VfioException.class, () -> ism().regionInfo(index)).errno());
  }

  @Test
  void resetsAndGivesCommandBack() {
    VfioHost host =
        s390(LINUX_7_2)
            .withReset(() -> {
              linux.io.config[4] = 0;
              return 0;
            });
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), Tap.NONE);
    assertEquals(131, device.info().flags());
    assertEquals(0, device.reset());
    assertEquals(0x02, linux.io.config[4]);
    assertEquals(-Errno.EINVAL, core().reset());
  }

  @Test
  void serveThroughATap() throws VfioException {
    TappedVfioDevice tapped = new TappedVfioDevice(core(), Hand.VFIO, Tap.NONE);
    MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
    assertEquals(8, tapped.region(0).pread(0, buffer, 0, 8));
    assertEquals(4, tapped.file().pread(7L << 40, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, tapped.region(9).pread(0, buffer, 0, 8));
    assertEquals(0x10000, tapped.regionInfo(0).size());
  }

  @Test
  void noTwoRulesAreTheSame() {
    Set<String> rules = new HashSet<>();
    VfioRules.ALL.forEach(rule -> rules.add(rule.id() + rule.statement()));
    assertEquals(VfioRules.ALL.size(), rules.size());
    assertEquals(VfioRules.BAR_MAPPING.id(), VfioRules.BAR_NOT_MAPPABLE.id());
  }
}
