package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The 2020 zPCI I/O region, spec passthrough c.1. */
class ZpciIoRegionTest {
  private static final long USER = 0x3ff_8000_0000L;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment request = arena.allocate(64);
  private final GuestStorage user = FakeLinux.storage(arena, USER, 8192);
  private final FakeLinux linux = new FakeLinux(FakeIo.ism(), 2048);
  private final Broken broken = new Broken();
  private final ZpciIoRegion region = new ZpciIoRegion(linux, this::resolve, broken);

  private @Nullable GuestStorage resolve(long address, long length) {
    return user.contains(address, length) ? user : null;
  }

  private void fill(long flags, long address, long offset, int length, int space) {
    request.set(Layouts.LONG, 0, flags);
    request.set(Layouts.LONG, 8, address);
    request.set(Layouts.LONG, 16, offset);
    request.set(Layouts.SHORT, 28, (short) length);
    request.set(Layouts.BYTE, 30, (byte) space);
  }

  private long write(long flags, long address, long offset, int length) {
    fill(flags, address, offset, length, 0);
    return region.pwrite(16, request, 0, 32);
  }

  @Test
  void storesOneBlockOfTheFullLength() {
    assertEquals(32, write(2, USER + 8, 0x80_0003, 5));
    assertEquals(List.of("block 80000001 0 5@800003=18191a1b1c"), linux.log);
    assertEquals(List.of(), broken.rules);
  }

  @Test
  void loadsAndStoresAllEightBytesOfTheRegister() {
    assertEquals(32, write(1, USER + 16, 0x20, 2));
    assertEquals(List.of("load 80000001 0 2@20"), linux.log);
    assertEquals(0x2021L, user.getLong(USER + 16));
  }

  @Test
  void passesAnyAddressSpace() {
    fill(2, USER, 0x10, 1, 15);
    assertEquals(32, region.pwrite(16, request, 0, 32));
    assertEquals(List.of("block 80000001 15 1@10=10"), linux.log);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 9, zpci-io-region.write.1",
    "2, 0, 2049, zpci-io-region.write.1",
    "2, 4, 8, zpci-io-region.write.2",
    "2, 0xff8, 16, zpci-io-region.write.2",
    "2, 0, 0, zpci-io-region.write.2",
    "2, 0x2000, 8, zpci-io-region.write.3",
    "0, 0, 8, zpci-io-region.write.4",
    "4, 0, 8, zpci-io-region.write.4",
  })
  void answersEioForEveryBadRequest(long flags, String address, int length, String rule) {
    assertEquals(-Errno.EIO, write(flags, USER + Long.decode(address), 0, length));
    assertEquals(List.of(rule), broken.rules);
    assertEquals(List.of(), linux.log);
  }

  @Test
  void answersEioForEveryFailedInstruction() {
    linux.result = -Errno.ENXIO;
    linux.loadsUntilFailure = 0;
    assertEquals(-Errno.EIO, write(2, USER, 0, 12));
    assertEquals(-Errno.EIO, write(1, USER, 0, 8));
    assertEquals(0x1011121314151617L, user.getLong(USER));
    assertEquals(List.of("zpci-io-region.write.4", "zpci-io-region.write.4"), broken.rules);
  }

  @Test
  void showsItsHeader() {
    MemorySegment header = arena.allocate(16);
    assertEquals(16, region.pread(0, header, 0, 16));
    assertEquals(0, header.get(Layouts.LONG, 0));
    assertEquals(2048, header.get(Layouts.SHORT, 8));
    assertEquals(2, region.pread(8, header, 0, 2));
    assertEquals(2048, header.get(Layouts.SHORT, 0));
  }

  @ParameterizedTest
  @CsvSource({"0, 17", "15, 2", "16, 1", "47, 9"})
  void faultsOnAReadBeyondTheHeader(long position, long count) {
    assertEquals(-Errno.EFAULT, region.pread(position, request, 0, count));
    assertEquals(List.of("zpci-io-region.read.1"), broken.rules);
  }

  @Test
  void faultsOnAWriteToTheHeader() {
    assertEquals(-Errno.EFAULT, region.pwrite(0, request, 0, 48));
    assertEquals(-Errno.EFAULT, region.pwrite(15, request, 0, 1));
    assertEquals(List.of("zpci-io-region.write.0", "zpci-io-region.write.0"), broken.rules);
  }

  @Test
  void refusesAPositionOutside() {
    assertEquals(-Errno.EINVAL, region.pread(48, request, 0, 1));
    assertEquals(-Errno.EINVAL, region.pwrite(48, request, 0, 1));
    assertEquals(List.of("zpci-io-region.access.2", "zpci-io-region.access.2"), broken.rules);
  }

  @Test
  void cutsAWriteAtItsEnd() {
    fill(2, USER, 0, 3, 0);
    assertEquals(32, region.pwrite(16, request, 0, 64));
  }

  @Test
  void hasNothingBehindItWithoutAZpciFunction() {
    ZpciIoRegion bare = new ZpciIoRegion(null, this::resolve, broken);
    assertEquals(-Errno.ENODEV, bare.pread(0, request, 0, 8));
    assertEquals(-Errno.ENODEV, bare.pwrite(99, request, 0, 8));
    assertEquals(List.of("zpci-io-region.access.1", "zpci-io-region.access.1"), broken.rules);
  }

  @Test
  void executesAStaleRequestWhenAPartIsWritten() {
    write(2, USER, 0x40, 2);
    request.set(Layouts.LONG, 0, 0x80);
    assertEquals(8, region.pwrite(32, request, 0, 8));
    assertEquals(List.of("block 80000001 0 2@40=1011", "block 80000001 0 2@80=1011"), linux.log);
    assertEquals(List.of("zpci-io-region.write.stale"), broken.rules);
  }

  @Test
  void waitsForTheEndOfTheRequestWhereThatIsRepaired() {
    ZpciIoRegion repaired = new ZpciIoRegion(linux, this::resolve, false, Tap.NONE);
    fill(2, USER, 0x40, 2, 0);
    assertEquals(16, repaired.pwrite(16, request, 0, 16));
    assertEquals(List.of(), linux.log);
    assertEquals(16, repaired.pwrite(32, request, 16, 16));
    assertEquals(List.of("block 80000001 0 2@40=1011"), linux.log);
  }
}
