package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.arch.ErrorEvent;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** CHSC store event information and the error event in it, as raw bytes. Source: spec zpci 13. */
class EventInformationTest {
  private static final long BLOCK = 0x3000;

  private final GuestStorage storage =
      new GuestStorage(0x2000, MemorySegment.ofArray(new long[0x800]));
  private final EventInformation events = new EventInformation();

  private void request(long mask) {
    for (int at = 0; at < 0x1000; at += 8) {
      storage.putLong(BLOCK + at, -1);
    }
    storage.putInt(BLOCK, 0x0010_000e);
    storage.putInt(BLOCK + 4, 0);
    storage.putLong(BLOCK + 8, mask);
    events.store(storage, BLOCK);
  }

  private long response(int offset) {
    return storage.getLong(BLOCK + 16 + offset);
  }

  /** As executed: spec zpci 13.1. */
  @Test
  void oneEventThenNone() {
    events.accept(new ErrorEvent(0x81000001, 0x123, 0x1_0000_2345L, 0x0004));
    assertEquals(1, events.pending());
    request(0xa000_0000_0000_0000L);
    assertEquals(0x0ff0_0001_0000_0002L, response(0));
    assertEquals(0x0000_0001_0000_0000L, response(8));
    assertEquals(0x0000_0000_8100_0001L, response(64));
    assertEquals(0x0000_0123_0000_0000L, response(72));
    assertEquals(0x1_0000_2345L, response(80));
    assertEquals(0x0004, response(88));
    assertEquals(0, response(96));
    assertEquals(0, response(0xff0 - 8));
    assertEquals(0, events.pending());
    request(0xa000_0000_0000_0000L);
    assertEquals(0x0008_0005_0000_0000L, response(0));
  }

  @Test
  void firstInFirstOut() {
    events.accept(new ErrorEvent(1, 1, 0, 2));
    events.accept(new ErrorEvent(2, 2, 0, 4));
    request(-1);
    assertEquals(0x8000_0001_0000_0000L, response(8), "more are pending");
    assertEquals(2, response(88));
    request(-1);
    assertEquals(0x0000_0001_0000_0000L, response(8));
    assertEquals(4, response(88));
  }

  @Test
  void whoDoesNotAskForPciGetsNone() {
    events.accept(new ErrorEvent(1, 1, 0, 2));
    request(0x8000_0000_0000_0000L);
    assertEquals(0x0008_0005_0000_0000L, response(0));
    assertEquals(1, events.pending());
  }

  @Test
  void anEventHasThirtyTwoBytes() {
    for (long at = 0x2000; at < 0x2040; at += 8) {
      storage.putLong(at, -1);
    }
    new ErrorEvent(-1, 0, -2, 0xffff).encode(storage, 0x2008);
    assertEquals(-1, storage.getLong(0x2000));
    assertEquals(0x0000_0000_ffff_ffffL, storage.getLong(0x2008));
    assertEquals(0, storage.getLong(0x2010));
    assertEquals(-2, storage.getLong(0x2018));
    assertEquals(0xffff, storage.getLong(0x2020));
    assertEquals(-1, storage.getLong(0x2028));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new ErrorEvent(0, 0, 0, 0).encode(storage, 0x6000 - 24));
  }
}
