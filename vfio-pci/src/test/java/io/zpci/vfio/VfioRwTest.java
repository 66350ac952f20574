package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dispatch of read and write on the device file, spec passthrough a.2. */
class VfioRwTest {
  private static final LinuxVersion NEWEST = LinuxVersion.newest();
  private static final LinuxVersion OLDEST = LinuxVersion.all().getFirst();

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(64);
  private final FakeIo io = new FakeIo(false);
  private final Broken broken = new Broken();
  private VfioPciCore device = open(NEWEST);

  private VfioPciCore open(LinuxVersion version) {
    VfioPciCore opened =
        new VfioPciCore(VfioHost.littleEndian(version.vfio(), io), FakeIo.facts(), broken);
    io.log.clear();
    return opened;
  }

  @BeforeEach
  void clear() {
    io.log.clear();
  }

  @Test
  void answersNothingForNothingWhateverTheOffset() {
    assertEquals(0, device.file().pread(77L << 40, buffer, 0, 0));
    assertEquals(0, device.file().pwrite(-1, buffer, 0, 0));
    assertEquals(List.of(), broken.rules);
  }

  @Test
  void refusesARegionThatIsNotThere() {
    assertEquals(-Errno.EINVAL, device.file().pread(9L << 40, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.file().pwrite(-8, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.region(9).pread(0, buffer, 0, 4));
    assertEquals(List.of("vfio.rw.3", "vfio.rw.3", "vfio.rw.3"), broken.rules);
  }

  @Test
  void refusesAWriteToTheRomAndAnyAccessToAbsentVga() {
    assertEquals(-Errno.EINVAL, device.region(6).pwrite(0, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.region(8).pread(0, buffer, 0, 4));
    assertEquals(-Errno.EINVAL, device.region(8).pwrite(0, buffer, 0, 4));
    assertEquals(List.of("vfio.rw.5", "vfio.rw.5", "vfio.rw.5"), broken.rules);
  }

  @Test
  void sendsFileOffsetsToTheirRegions() {
    assertEquals(8, device.file().pread(0x18, buffer, 0, 8));
    assertEquals(4, device.file().pwrite((4L << 40) + 0x10, buffer, 0, 4));
    assertEquals(2, device.file().pread((7L << 40) + 0x08, buffer, 0, 2));
    assertEquals(List.of("D@18", "W@10", "cfg r2@8"), io.log);
  }

  @Test
  void reachesTheNextRegionFromAPositionBeyondTheRegion() {
    assertEquals(8, device.region(1).pread((1L << 40) + 0x20, buffer, 0, 8));
    assertEquals(FakeIo.byteAt(0x20), buffer.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(List.of("D@20"), io.log);
  }

  @Test
  void refusesADeviceThatDoesNotResume() {
    device.power(Power.LOST);
    assertEquals(-Errno.EIO, device.region(7).pread(0, buffer, 0, 4));
    assertEquals(-Errno.EIO, device.region(0).pwrite(0, buffer, 0, 4));
    assertEquals(List.of("vfio.rw.4", "vfio.rw.4"), broken.rules);
    assertEquals(List.of(), io.log);
  }

  @Test
  void knewNoRuntimePowerManagementIn510() {
    device = open(OLDEST);
    device.power(Power.LOST);
    assertEquals(4, device.region(0).pread(0, buffer, 0, 4));
  }

  @Test
  void refusesMemoryAccessesInD3hot() {
    device.power(Power.D3HOT);
    assertEquals(-Errno.EIO, device.region(0).pread(0, buffer, 0, 4));
    assertEquals(List.of("vfio.split.4"), broken.rules);
    device.power(Power.D0);
    assertEquals(4, device.region(0).pread(0, buffer, 0, 4));
  }
}
