package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bits from the left. Source: spec zpci 12.2, 12.7. */
class IndicatorVectorTest {
  private static final long START = 0x1000;

  private final GuestStorage storage = new GuestStorage(START, MemorySegment.ofArray(new long[64]));

  @Test
  void bitNIsInByteNOverEightFromTheLeft() {
    assertFalse(IndicatorVector.testAndSet(storage, START, 0));
    assertEquals(0x80, storage.getByte(START));
    assertFalse(IndicatorVector.testAndSet(storage, START, 13));
    assertEquals(0x04, storage.getByte(START + 1));
    assertFalse(IndicatorVector.testAndSet(storage, START, 64));
    assertEquals(0x80, storage.getByte(START + 8));
    assertTrue(IndicatorVector.testAndSet(storage, START, 13));
    assertEquals(0x8004_0000_0000_0000L, storage.getLong(START));
  }

  @Test
  void aVectorMayStartAtAnyByte() {
    assertFalse(IndicatorVector.testAndSet(storage, START + 3, 9));
    assertEquals(0x40, storage.getByte(START + 4));
    assertTrue(IndicatorVector.testAndClear(storage, START + 3, 9));
    assertFalse(IndicatorVector.testAndClear(storage, START + 3, 9));
    assertEquals(0, storage.getLong(START));
  }

  @Test
  void clearingLeavesTheNeighbours() {
    storage.putLong(START, -1L);
    assertTrue(IndicatorVector.testAndClear(storage, START, 31));
    assertEquals(0xffff_fffe_ffff_ffffL, storage.getLong(START));
  }

  @Test
  void theByteBeforeIsTheWholeByte() {
    storage.putLong(START, 0x1122_3344_5566_7788L);
    assertEquals(0x11, IndicatorVector.byteBeforeSet(storage, START, 0));
    assertEquals(0x22, IndicatorVector.byteBeforeSet(storage, START, 15));
    assertEquals(0x44, IndicatorVector.byteBeforeSet(storage, START, 31));
    assertEquals(0x88, IndicatorVector.byteBeforeSet(storage, START + 2, 47));
    assertEquals(0x9123_3345_5566_7789L, storage.getLong(START));
  }

  @Test
  void aScanFindsTheFirstBitFromItsStartAndClearsIt() {
    storage.putLong(START, 0x0000_0010_8000_0001L);
    assertEquals(27, IndicatorVector.scan(storage, START, 0, 64));
    assertEquals(0x0000_0000_8000_0001L, storage.getLong(START));
    assertEquals(63, IndicatorVector.scan(storage, START, 33, 64));
    assertEquals(32, IndicatorVector.scan(storage, START, 0, 64));
    assertEquals(-1, IndicatorVector.scan(storage, START, 0, 64));
  }

  @Test
  void aScanEndsBeforeItsEndAndLeavesWhatIsThere() {
    storage.putLong(START, 0x0000_0000_0000_0001L);
    assertEquals(-1, IndicatorVector.scan(storage, START, 0, 63));
    assertEquals(-1, IndicatorVector.scan(storage, START, 5, 5));
    assertEquals(-1, IndicatorVector.scan(storage, START, 0, 0));
    assertEquals(1, storage.getLong(START));
    assertEquals(63, IndicatorVector.scan(storage, START, 63, 64));
  }

  @Test
  void bitsAreReachedWhereTheirWordIsInside() {
    assertTrue(IndicatorVector.reaches(storage, START, 0));
    assertTrue(IndicatorVector.reaches(storage, START, 64 * 64 - 1));
    assertFalse(IndicatorVector.reaches(storage, START, 64 * 64));
    assertFalse(IndicatorVector.reaches(storage, START - 1, 0));
    assertTrue(IndicatorVector.reaches(storage, START - 1, 8));
    assertFalse(IndicatorVector.reaches(storage, -1L, 0));
  }

  @Test
  void scansAgreeWithAListOfBits() {
    long seed = Long.getLong("zpci.seed", 12_2);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      long address = START + random.nextInt(9);
      int from = random.nextInt(200);
      int end = from + random.nextInt(200);
      List<Integer> expected = new ArrayList<>();
      for (int bit = 0; bit < 400; bit++) {
        if (random.nextInt(20) == 0) {
          IndicatorVector.testAndSet(storage, address, bit);
          if (bit >= from && bit < end) {
            expected.add(bit);
          }
        }
      }
      List<Integer> found = new ArrayList<>();
      for (int bit; (bit = IndicatorVector.scan(storage, address, from, end)) >= 0; ) {
        found.add(bit);
      }
      assertEquals(expected, found, "seed " + seed + ", round " + round);
      storage.segment().fill((byte) 0);
    }
  }
}
