package io.zpci.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Big-endian storage from an address on, and register images. Source: spec zpci 1.5. */
class GuestStorageTest {
  private static final long START = 0x10000;

  private final byte[] bytes = new byte[32];
  private final GuestStorage storage = new GuestStorage(START, MemorySegment.ofArray(bytes));

  @Test
  void addressesBeginAtTheStart() {
    assertEquals(START, storage.start());
    assertEquals(START + 32, storage.end());
    assertEquals(5, storage.offset(START + 5));
    storage.putByte(START + 31, 0x1ab);
    assertEquals((byte) 0xab, bytes[31]);
    assertEquals(0xab, storage.getByte(START + 31));
  }

  @Test
  void everyValueIsBigEndianAtAnyAlignment() {
    storage.putLong(START + 1, 0x1122334455667788L);
    assertEquals(0x11, bytes[1]);
    assertEquals((byte) 0x88, bytes[8]);
    assertEquals(0x1122334455667788L, storage.getLong(START + 1));
    assertEquals(0x22334455, storage.getInt(START + 2));
    assertEquals(0x7788, storage.getShort(START + 7));
    storage.putInt(START + 3, 0xa1b2c3d4);
    storage.putShort(START + 7, 0xfffe_e5f6);
    assertEquals(0x1122a1b2c3d4e5f6L, storage.getLong(START + 1));
  }

  @Test
  void containsIsExactAtBothEnds() {
    assertTrue(storage.contains(START, 32));
    assertTrue(storage.contains(START + 32, 0));
    assertTrue(storage.contains(START + 31, 1));
    assertFalse(storage.contains(START + 31, 2));
    assertFalse(storage.contains(START - 1, 1));
    assertFalse(storage.contains(START, 33));
    assertFalse(storage.contains(START, -1));
    assertFalse(storage.contains(Long.MAX_VALUE, 8));
    assertFalse(storage.contains(-8, 8));
    assertFalse(storage.contains(START, Long.MAX_VALUE));
  }

  @Test
  void anAccessOutsideIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> storage.getLong(START + 25));
    assertThrows(IndexOutOfBoundsException.class, () -> storage.putByte(START - 1, 0));
  }

  @Test
  void allocatedStorageIsZeroAndPageAligned() {
    try (Arena arena = Arena.ofConfined()) {
      GuestStorage allocated = GuestStorage.allocate(arena, 0x2000, 8192);
      assertEquals(0, allocated.segment().address() % 4096);
      assertEquals(0x4000, allocated.end());
      assertEquals(0, allocated.getLong(0x3ff8));
    }
  }

  @Test
  void theFirstByteOfAnImageIsItsMostSignificant() {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    Layouts.putImage(memory, 8, 8, 0x1122334455667788L);
    long[] images = {
      0x11, 0x1122, 0x112233, 0x11223344, 0x1122334455L, 0x112233445566L, 0x11223344556677L
    };
    for (int length = 1; length <= 7; length++) {
      assertEquals(images[length - 1], Layouts.getImage(memory, 8, length), "length " + length);
    }
    assertEquals(0x1122334455667788L, Layouts.getImage(memory, 8, 8));
  }

  @Test
  void aStoredImageTakesTheLowOrderBytesAndNoMore() {
    for (int length = 1; length <= 8; length++) {
      byte[] target = new byte[10];
      Layouts.putImage(MemorySegment.ofArray(target), 1, length, 0x1122334455667788L);
      for (int i = 0; i < 10; i++) {
        boolean inside = i >= 1 && i <= length;
        int expected = inside ? (9 - length + i - 1) * 0x11 : 0;
        assertEquals((byte) expected, target[i], "length " + length + ", byte " + i);
      }
    }
  }

  @Test
  void aWindowShowsTheBytesThatItIsLaidOver() {
    GuestStorage window = GuestStorage.window();
    assertFalse(window.contains(0, 1));
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    window.over(storage.segment(), 5, 0x1000);
    assertEquals(0x0506_0708_090a_0b0cL, window.getLong(0x1000));
    assertEquals(5, window.offset(0x1000));
    assertTrue(window.contains(0x1000, 27));
    assertFalse(window.contains(0x1000, 28));
    storage.putByte(START + 5, 0xee);
    assertEquals(0xee, window.getByte(0x1000));
    MemorySegment other = MemorySegment.ofArray(new byte[] {1, 2, 3});
    assertEquals(2, window.over(other, 1, 0x2000).getByte(0x2000));
    assertFalse(window.contains(0x1000, 1));
  }

  @Test
  void onlyAWindowIsLaidOverOtherBytes() {
    MemorySegment other = MemorySegment.ofArray(new byte[8]);
    assertThrows(IllegalStateException.class, () -> storage.over(other, 0, START));
    assertEquals(storage.segment().byteSize(), bytes.length);
  }
}
