package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The write rule of the ISM variant driver, spec passthrough b.2. */
class IsmVfioPciWriteTest {
  private final Arena arena = Arena.ofAuto();
  private final GuestStorage data = FakeLinux.storage(arena, 0, 8192);
  private final FakeLinux linux = new FakeLinux(FakeIo.ism(), 4096);
  private final Broken broken = new Broken();
  private final IsmVfioPci device = open(linux);

  private IsmVfioPci open(FakeLinux io) {
    IsmVfioPci opened =
        new IsmVfioPci(VfioHost.s390(LinuxVersion.newest().vfio(), io, io.zdev()), io, broken);
    io.io.log.clear();
    return opened;
  }

  private long write(int bar, long position, long count) {
    return device.region(bar).pwrite(position, data.segment(), 0, count);
  }

  private String block(int bar, long position, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (0x10 + i);
    }
    return "block 80000001 %d %d@%x=%s"
        .formatted(bar, count, position, HexFormat.of().formatHex(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0x0, 4096",
    "0xff0, 16",
    "0x4, 16",
    "0x0, 8",
    "0x0, 12",
    "0x3, 1",
    "0xfffffffffff0, 16",
    "0x800000, 1",
  })
  void sendsOneBlockAsItIs(String position, int count) {
    assertEquals(count, write(0, Long.decode(position), count));
    assertEquals(List.of(block(0, Long.decode(position), count)), linux.log);
    assertEquals(List.of(), broken.rules);
  }

  @ParameterizedTest
  @CsvSource({"0x1000, 4097, ism-vfio-pci.write.1", "0xff8, 16, ism-vfio-pci.write.2"})
  void refusesWhatIsNoBlock(String position, int count, String rule) {
    assertEquals(-Errno.EINVAL, write(0, Long.decode(position), count));
    assertEquals(List.of(), linux.log);
    assertEquals(List.of(rule), broken.rules);
  }

  @Test
  void cutsABlockAtTheEndOfASmallBar() {
    assertEquals(4, write(2, 0xffc, 16));
    assertEquals(List.of(block(2, 0xffc, 4)), linux.log);
    assertEquals(List.of("ism-vfio-pci.bar.3"), broken.rules);
  }

  @Test
  void cutsBeforeItLooksAtTheLength() {
    assertEquals(16, write(2, 0xff0, 5000));
    assertEquals(List.of(block(2, 0xff0, 16)), linux.log);
  }

  @Test
  void doesNothingForNothing() {
    assertEquals(0, write(0, 0x123, 0));
    assertEquals(0, write(5, 0, 0));
    assertEquals(List.of(), linux.log);
  }

  @Test
  void refusesAbsentBarsAndPositionsBeyondTheEnd() {
    assertEquals(-Errno.EINVAL, write(1, 0, 8));
    assertEquals(-Errno.EINVAL, write(2, 0x1000, 8));
    assertEquals(-Errno.EINVAL, write(6, 0, 8));
    assertEquals(-Errno.EINVAL, write(9, 0, 8));
    assertEquals(
        List.of(
            "ism-vfio-pci.bar.1", "ism-vfio-pci.bar.2", "ism-vfio-pci.rw.2", "ism-vfio-pci.rw.2"),
        broken.rules);
  }

  @Test
  void faultsBeforeAnythingIsSent() {
    MemorySegment small = arena.allocate(15);
    assertEquals(-Errno.EFAULT, device.region(0).pwrite(0, small, 0, 16));
    assertEquals(List.of("ism-vfio-pci.write.4"), broken.rules);
    assertEquals(List.of(), linux.log);
  }

  @ParameterizedTest
  @CsvSource({"5", "6"})
  void answersTheErrnoOfTheInstruction(int errno) {
    linux.result = -errno;
    assertEquals(-errno, write(0, 0, 12));
    assertEquals(List.of("ism-vfio-pci.write.6"), broken.rules);
  }

  @Test
  void takesTheHandleAtEachAccess() {
    linux.zdev().updateHandle(0x8100_0001);
    write(0, 0, 1);
    assertEquals(List.of("block 81000001 0 1@0=10"), linux.log);
  }

  @Test
  void keepsToTheGroupsLimit() {
    FakeLinux small = new FakeLinux(FakeIo.ism(), 128);
    IsmVfioPci limited = open(small);
    assertEquals(128, limited.region(0).pwrite(0, data.segment(), 0, 128));
    assertEquals(-Errno.EINVAL, limited.region(0).pwrite(0, data.segment(), 0, 129));
  }

  @Test
  void neitherMapsNorAsksForMemory() {
    device.region(7).pwrite(4, MemorySegment.ofArray(new byte[2]), 0, 2);
    assertEquals(16, write(0, 0, 16));
    assertEquals(0, linux.io.mappings());
  }

  @Test
  void aBlockStandsInAPageOfTheKernelsWhereverTheCallersIs() {
    assertEquals(4096, device.region(0).pwrite(0, data.segment(), 0x7f3, 4096));
    assertEquals(0, linux.operand & 0xfff);
    MemorySegment heap = MemorySegment.ofArray(new byte[] {0x0f, 0x10, 0x11});
    assertEquals(2, device.region(0).pwrite(0, heap, 1, 2));
    assertEquals(0, linux.operand & 0xfff);
    assertEquals(block(0, 0, 2), linux.log.getLast());
  }
}
