package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The BAR path, spec passthrough a.3. */
class BarTest {
  private static final LinuxVersion LINUX_5_10 = LinuxVersion.named("linux-5.10").orElseThrow();
  private static final LinuxVersion LINUX_6_12 = LinuxVersion.named("linux-6.12").orElseThrow();
  private static final LinuxVersion LINUX_7_2 = LinuxVersion.named("linux-7.2").orElseThrow();

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(128);
  private final FakeIo io = new FakeIo(false);
  private final Broken broken = new Broken();

  private VfioPciCore s390(LinuxVersion version, FunctionFacts facts) {
    VfioHost host =
        new VfioHost(version.vfio(), io, false, null, VfioHost.ALL_VECTORS, false, null, null);
    VfioPciCore device = new VfioPciCore(host, facts, broken);
    io.log.clear();
    return device;
  }

  @Test
  void refusesAnAbsentBar() {
    assertEquals(-Errno.EINVAL, s390(LINUX_7_2, FakeIo.facts()).region(3).pread(0, buffer, 0, 4));
    assertEquals(List.of("vfio.bar.1"), broken.rules);
  }

  @Test
  void refusesAPositionAtTheEnd() {
    VfioPciCore device = s390(LINUX_7_2, FakeIo.facts());
    assertEquals(-Errno.EINVAL, device.region(0).pread(0x10000, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.region(0).pwrite(0x10000, buffer, 0, 4));
    assertEquals(List.of("vfio.bar.2", "vfio.bar.2"), broken.rules);
  }

  @Test
  void cutsAtTheEndOfTheBar() {
    VfioPciCore device = s390(LINUX_7_2, FakeIo.facts());
    assertEquals(2, device.region(4).pwrite(0xffe, buffer, 0, 8));
    assertEquals(8, device.region(0).pread(0xfff8, buffer, 0, 32));
    assertEquals(List.of("H@ffe", "D@fff8"), io.log);
    assertEquals(List.of("vfio.bar.3", "vfio.bar.3"), broken.rules);
  }

  @Test
  void mapsAtTheFirstAccessUpTo618() {
    VfioPciCore device = s390(LINUX_6_12, FakeIo.facts());
    assertEquals(0, io.mappings());
    device.region(0).pread(0, buffer, 0, 4);
    device.region(0).pread(0, buffer, 0, 4);
    assertEquals(1, io.mappings());
  }

  @Test
  void mapsEveryBarAtOpeningFrom71() {
    s390(LINUX_7_2, FakeIo.facts());
    assertEquals(3, io.mappings());
  }

  @Test
  void triesAFailedMappingAgainOnlyWhereItIsLazy() {
    io.unmappable.add(0);
    VfioPciCore lazy = s390(LINUX_5_10, FakeIo.facts());
    VfioPciCore eager = s390(LINUX_7_2, FakeIo.facts());
    assertEquals(-Errno.ENOMEM, lazy.region(0).pread(0, buffer, 0, 4));
    assertEquals(-Errno.ENOMEM, eager.region(0).pread(0, buffer, 0, 4));
    io.unmappable.clear();
    assertEquals(4, lazy.region(0).pread(0, buffer, 0, 4));
    assertEquals(-Errno.ENOMEM, eager.region(0).pread(0, buffer, 0, 4));
    assertEquals(List.of("vfio.bar.5", "vfio.bar.5", "vfio.bar.5"), broken.rules);
  }

  @Test
  void refusesIsmAltogetherFrom72() {
    VfioPciCore device = s390(LINUX_7_2, FakeIo.ism());
    assertEquals(-Errno.ENODEV, device.region(0).pwrite(0, buffer, 0, 16));
    assertEquals(-Errno.ENODEV, device.region(2).pread(0, buffer, 0, 4));
    assertEquals(List.of("vfio.bar.5", "vfio.bar.5"), broken.rules);
    assertEquals(List.of(), io.log);
  }

  @Test
  void takesIsmWhereItCanBeMappedBefore72() {
    assertEquals(16, s390(LINUX_6_12, FakeIo.ism()).region(0).pwrite(0x80_0000, buffer, 0, 16));
    assertEquals(List.of("D@800000", "D@800008"), io.log);
  }

  @Test
  void excludesTheMsixTableOfItsBarOnly() {
    VfioPciCore device = s390(LINUX_7_2, FakeIo.facts());
    assertEquals(16, device.region(2).pwrite(0x2000, buffer, 0, 16));
    assertEquals(8, device.region(2).pread(0x2800, buffer, 0, 8));
    assertEquals(16, device.region(0).pwrite(0x2000, buffer, 0, 16));
    assertEquals(List.of("D@2800", "D@2000", "D@2008"), io.log);
  }

  @Test
  void hasTheWidthOfItsVersion() {
    s390(LINUX_5_10, FakeIo.facts()).region(0).pwrite(0, buffer, 0, 8);
    assertEquals(List.of("W@0", "W@4"), io.log);
    s390(LINUX_6_12, FakeIo.facts()).region(0).pwrite(0, buffer, 0, 8);
    assertEquals(List.of("D@0"), io.log);
  }

  @Test
  void readsTheRomFourBytesAtATimeAndFillsBehindItsImage() {
    VfioHost host = VfioHost.littleEndian(LINUX_7_2.vfio(), io).withRom(new VfioHost.Rom(64, 12));
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), Tap.NONE);
    io.log.clear();
    assertEquals(24, device.region(6).pread(0, buffer, 0, 24));
    assertEquals(List.of("W@0", "W@4", "W@8", "unmap"), io.log);
    assertTrue(IntStream.range(12, 24).allMatch(i -> buffer.get(ValueLayout.JAVA_BYTE, i) == -1));
    io.unmappable.add(6);
    assertEquals(-Errno.ENOMEM, device.region(6).pread(0, buffer, 0, 24));
    assertEquals(-Errno.EINVAL, device.region(6).pread(64, buffer, 0, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "linux-6.8,  'W@0 W@4'",
    "linux-6.11, 'W@0 W@4'",
    "linux-6.17, 'D@0'",
    "linux-6.18, 'W@0 W@4'"
  })
  void readsTheRomAsWideAsItsVersionAndItsHostAllow(String version, String accesses) {
    LinuxVersion.Vfio vfio = LinuxVersion.named(version).orElseThrow().vfio();
    VfioHost host = VfioHost.littleEndian(vfio, io).withRom(new VfioHost.Rom(64, 64));
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), Tap.NONE);
    io.log.clear();
    assertEquals(8, device.region(6).pread(0, buffer, 0, 8));
    assertEquals(accesses + " unmap", String.join(" ", io.log));
  }

  @Test
  void reportsNoPartOfAFailedWrite() {
    VfioPciCore device = s390(LINUX_7_2, FakeIo.facts());
    MemorySegment small = arena.allocate(12);
    assertEquals(-Errno.EFAULT, device.region(0).pwrite(0, small, 0, 24));
    assertEquals(List.of("D@0"), io.log);
  }
}
