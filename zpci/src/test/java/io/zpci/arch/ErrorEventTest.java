package io.zpci.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The error event as raw bytes. Source: spec zpci 13.2. */
class ErrorEventTest {
  private final GuestStorage storage =
      new GuestStorage(0x2000, MemorySegment.ofArray(new long[] {-1, -1, -1, -1, -1, -1}));

  @Test
  void theFieldsStandWhereTheyAreRead() {
    new ErrorEvent(0x81000001, 0x123, 0x1_0000_2345L, 0x0004).encode(storage, 0x2000);
    assertEquals(0x0000_0000_8100_0001L, storage.getLong(0x2000));
    assertEquals(0x0000_0123_0000_0000L, storage.getLong(0x2008));
    assertEquals(0x1_0000_2345L, storage.getLong(0x2010));
    assertEquals(0x0004, storage.getLong(0x2018));
  }

  @Test
  void anEventHasThirtyTwoBytes() {
    new ErrorEvent(-1, 0, -2, 0xffff).encode(storage, 0x2008);
    assertEquals(-1, storage.getLong(0x2000));
    assertEquals(0x0000_0000_ffff_ffffL, storage.getLong(0x2008));
    assertEquals(0, storage.getLong(0x2010));
    assertEquals(-2, storage.getLong(0x2018));
    assertEquals(0xffff, storage.getLong(0x2020));
    assertEquals(-1, storage.getLong(0x2028));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new ErrorEvent(0, 0, 0, 0).encode(storage, 0x2030 - 24));
  }
}
