package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One dispatch: valid sizes and alignment, swap, chop. */
class MemoryCoreTest {
  private final SeenDevice device = new SeenDevice();
  private final VfioBar bar =
      new VfioBar(0x1000, device.region(0), 0, Arena.ofAuto().allocate(8), Tap.NONE);
  private final MsixTable table = new MsixTable(0, 2);
  private final PendingBits pending = new PendingBits(0x100, 16, bar, table);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 1", "4, 4", "5, 1", "6, 2", "7, 1", "8, 8"})
  void aLengthActsAsItsLowestBit(int length, int size) {
    assertEquals(size, MemoryCore.accessSize(length));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, false, true",
    "2, true, false, true",
    "4, true, true, true",
    "8, true, true, true",
    "16, false, false, false"
  })
  void validSizes(int size, boolean vfio, boolean msix, boolean pba) {
    assertEquals(vfio, MemoryCore.accepts(bar, 0, size));
    assertEquals(msix, MemoryCore.accepts(table, 0, size));
    assertEquals(pba, MemoryCore.accepts(pending, 0, size));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "4, 2", "4, 1", "8, 4", "8, 7"})
  void whatIsNotAlignedIsRefused(int size, long address) {
    assertEquals(false, MemoryCore.accepts(bar, address, size));
    assertEquals(true, MemoryCore.accepts(bar, address + 0x10 - address, size));
  }

  @Test
  void aBigEndianValueArrivesMostSignificantByteFirst() {
    MemoryCore.write(bar, 0x10, 8, 0x1122_3344_5566_7788L, ByteOrder.BIG_ENDIAN);
    MemoryCore.write(bar, 0x20, 2, 0x1122_3344_5566_7788L, ByteOrder.BIG_ENDIAN);
    assertEquals(List.of("w0@10 1122334455667788", "w0@20 7788"), device.seen());
  }

  @Test
  void aLittleEndianValueArrivesLeastSignificantByteFirst() {
    MemoryCore.write(bar, 0x10, 8, 0x1122_3344_5566_7788L, ByteOrder.LITTLE_ENDIAN);
    MemoryCore.write(bar, 0x20, 4, 0x1122_3344_5566_7788L, ByteOrder.LITTLE_ENDIAN);
    assertEquals(List.of("w0@10 8877665544332211", "w0@20 88776655"), device.seen());
  }

  @Test
  void readsMirrorWrites() {
    assertEquals(0x1011_1213L, MemoryCore.read(bar, 0x10, 4, ByteOrder.BIG_ENDIAN));
    assertEquals(0x1312_1110L, MemoryCore.read(bar, 0x10, 4, ByteOrder.LITTLE_ENDIAN));
    assertEquals(0xfeL, MemoryCore.read(bar, 0xfe, 1, ByteOrder.BIG_ENDIAN));
    assertEquals(0xfeffL, MemoryCore.read(bar, 0xfe, 2, ByteOrder.BIG_ENDIAN));
  }

  @Test
  void whatIsLargerThanTheRegionsOwnAccessIsChoppedAscending() {
    assertEquals(0x0001_0203_0405_0607L, MemoryCore.read(pending, 0, 8, ByteOrder.BIG_ENDIAN));
    assertEquals(0x0706_0504_0302_0100L, MemoryCore.read(pending, 0, 8, ByteOrder.LITTLE_ENDIAN));
    assertEquals(List.of("r0@100 4", "r0@104 4", "r0@100 4", "r0@104 4"), device.seen());
  }

  @Test
  void aFailedPieceIsAllOnesOfItsOwnSize() {
    device.answering(-5);
    assertEquals(-1L, MemoryCore.read(pending, 0, 8, ByteOrder.BIG_ENDIAN));
    assertEquals(0xffL, MemoryCore.read(pending, 0, 1, ByteOrder.BIG_ENDIAN));
    assertEquals(0xffff_ffffL, MemoryCore.read(bar, 0, 4, ByteOrder.BIG_ENDIAN));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, true",
    "8, 8, true",
    "9, 8, false",
    "16, 1, false",
    "-8, 8, false",
    "0, 16, true",
    "0, 17, false"
  })
  void aRegionHoldsWhatLiesInsideIt(long relative, long length, boolean held) {
    assertEquals(held, pending.holds(0x100 + relative, length));
  }

  @Test
  void offsetsAreUnsigned() {
    assertEquals(false, bar.holds(-8, 8));
    assertEquals(false, bar.holds(Long.MIN_VALUE, 8));
    assertEquals(true, bar.holds(0xff8, 8));
  }
}
