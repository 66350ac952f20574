package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The fields of the block. Source: spec zpci 6.1. */
class InterruptRegistrationTest {
  private static final long FIB = 0x40;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new byte[160]));

  @Test
  void everyFieldHasItsPlaceInFormatZero() {
    storage.putInt(FIB + 40, 0x2fff_3fbf);
    storage.putLong(FIB + 48, 0x1234_5678_9abc_def0L);
    storage.putLong(FIB + 56, 0xfedc_ba98_7654_3210L);
    assertEquals(
        new InterruptRegistration(
            2, 0xfff, true, 0x1234_5678_9abc_def0L, 0x3f, 0xfedc_ba98_7654_3210L, 0x3f),
        InterruptRegistration.decode(storage, FIB));
  }

  @Test
  void fieldsDoNotOverlap() {
    storage.putInt(FIB + 40, 0x7001_0185);
    assertEquals(
        new InterruptRegistration(7, 1, true, 0, 1, 0, 5),
        InterruptRegistration.decode(storage, FIB));
    storage.putInt(FIB + 40, 0x8000_c040);
    assertEquals(InterruptRegistration.NONE, InterruptRegistration.decode(storage, FIB));
  }

  @Test
  void encodingLeavesTheRestOfTheBlock() {
    storage.segment().fill((byte) 0xff);
    new InterruptRegistration(2, 3, true, 0x2000, 4, 0x3008, 5).encode(storage, FIB);
    assertEquals(0x8000_c040 | 0x2003_0485, storage.getInt(FIB + 40));
    assertEquals(0x2000, storage.getLong(FIB + 48));
    assertEquals(0x3008, storage.getLong(FIB + 56));
    assertEquals(-1L, storage.getLong(FIB + 32));
    assertEquals(-1, storage.getInt(FIB + 44));
    assertEquals(-1L, storage.getLong(FIB + 64));
    assertEquals(
        new InterruptRegistration(2, 3, true, 0x2000, 4, 0x3008, 5),
        InterruptRegistration.decode(storage, FIB));
  }

  @Test
  void aValueIsCutToItsField() {
    new InterruptRegistration(9, 0x1001, false, 0, 0x41, 0, 0x42).encode(storage, FIB);
    assertEquals(
        new InterruptRegistration(1, 1, false, 0, 1, 0, 2),
        InterruptRegistration.decode(storage, FIB));
  }
}
