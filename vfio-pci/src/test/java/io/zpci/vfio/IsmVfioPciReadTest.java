package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dispatch and read rule of the ISM variant driver, spec passthrough b.2. */
class IsmVfioPciReadTest {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(64);
  private final FakeLinux linux = new FakeLinux(FakeIo.ism(), 4096);
  private final Broken broken = new Broken();
  private final IsmVfioPci device =
      new IsmVfioPci(
          VfioHost.s390(LinuxVersion.newest().vfio(), linux, linux.zdev()), linux, broken);

  @ParameterizedTest
  @CsvSource({
    "0, 24, 8@0 8@8 8@10",
    "1, 15, 1@1 2@2 4@4 8@8",
    "4, 9, 4@4 4@8 1@c",
    "6, 16, 2@6 8@8 4@10 2@14",
    "0, 7, 4@0 2@4 1@6",
    "2, 1, 1@2",
  })
  void loadsTheWidestThatFits(long position, int count, String pieces) {
    assertEquals(count, device.region(0).pread(position, buffer, 0, count));
    assertEquals(
        List.of(pieces.split(" ")), linux.log.stream().map(line -> line.substring(16)).toList());
    for (int i = 0; i < count; i++) {
      assertEquals(FakeIo.byteAt(position + i), buffer.get(ValueLayout.JAVA_BYTE, i), "byte " + i);
    }
  }

  /** g.24: the driver as it was posted up to v3. */
  @ParameterizedTest
  @CsvSource({"linux-7.1-ism-v3, true", "linux-7.1, false", "linux-7.2, false"})
  void shortReadsWereZeros(String version, boolean zeros) {
    LinuxVersion.Vfio posted = LinuxVersion.named(version).orElseThrow().vfio();
    IsmVfioPci opened = new IsmVfioPci(VfioHost.s390(posted, linux, linux.zdev()), linux, broken);
    assertEquals(15, opened.region(0).pread(1, buffer, 0, 15));
    for (int i = 0; i < 15; i++) {
      int expected = zeros && i < 7 ? 0 : FakeIo.byteAt(1 + i);
      assertEquals((byte) expected, buffer.get(ValueLayout.JAVA_BYTE, i), "byte " + i);
    }
    String rule = "ism-vfio-pci.read.3";
    assertEquals(zeros ? List.of(rule, rule, rule) : List.of(), broken.rules);
  }

  @Test
  void usesTheHandleAndTheBar() {
    device.region(2).pread(8, buffer, 0, 2);
    assertEquals(List.of("load 80000001 2 2@8"), linux.log);
  }

  @Test
  void answersTheErrnoOfALoadWithoutACount() {
    linux.loadsUntilFailure = 2;
    linux.result = -Errno.EIO;
    assertEquals(-Errno.EIO, device.region(0).pread(0, buffer, 0, 32));
    assertEquals(3, linux.log.size());
    assertEquals(List.of("ism-vfio-pci.read.1"), broken.rules);
  }

  @Test
  void faultsAfterTheLoad() {
    assertEquals(-Errno.EFAULT, device.region(0).pread(0, arena.allocate(4), 0, 8));
    assertEquals(List.of("load 80000001 0 8@0"), linux.log);
    assertEquals(List.of("ism-vfio-pci.read.2"), broken.rules);
  }

  @Test
  void readsDeviceMemoryWhereTheGenericDriverHasConfigurationSpace() {
    assertEquals(4, device.file().pread(7L << 40, buffer, 0, 4));
    assertEquals(List.of("load 80000001 0 4@70000000000"), linux.log);
    linux.io.log.clear();
    assertEquals(2, device.file().pread((7L << 48) + 8, buffer, 0, 2));
    assertEquals(List.of("cfg r2@8"), linux.io.log);
  }

  @Test
  void refusesOtherRegions() {
    assertEquals(-Errno.EINVAL, device.file().pread(6L << 48, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.file().pread(8L << 48, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.file().pread(-1, buffer, 0, 4));
    assertEquals(
        List.of("ism-vfio-pci.rw.2", "ism-vfio-pci.rw.2", "ism-vfio-pci.rw.2"), broken.rules);
  }

  @Test
  void cutsAtTheEnd() {
    assertEquals(3, device.region(2).pread(0xffd, buffer, 0, 64));
    assertEquals(List.of("load 80000001 2 1@ffd", "load 80000001 2 2@ffe"), linux.log);
  }
}
