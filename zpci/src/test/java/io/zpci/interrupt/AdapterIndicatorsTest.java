package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.InterruptionControls;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message becomes. Source: spec zpci 12.4, Q-3, Q-12; spec passthrough e.5. */
class AdapterIndicatorsTest {
  private static final int ISC = 2;
  private static final long AIBV = 0x100;
  private static final long AISB = 0x200;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x80]));
  private final List<ErrorEvent> events = new ArrayList<>();
  private int interrupts;
  private final FloatingInterruption facility = new FloatingInterruption(true, () -> interrupts++);

  private AdapterIndicators indicators(InterruptRegistration registration, SummaryTest test) {
    return new AdapterIndicators(storage, registration, test, facility, events::add);
  }

  private static InterruptRegistration registration(long aibv, int aibvo, long aisb, int aisbo) {
    return new InterruptRegistration(ISC, 2, true, aibv, aibvo, aisb, aisbo);
  }

  /** The table that QEMU 11.1.2 was executed for, line by line. */
  @Test
  void theExecutedTable() {
    AdapterIndicators message = indicators(registration(AIBV, 3, AISB, 5), SummaryTest.BIT);
    facility.control(InterruptionControls.ALL, ISC);
    row(message, 1, 0x08_0000, 0x04, 1);
    row(message, 1, 0x08_0000, 0x04, 1);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 2);
    cleared();
    storage.putByte(AISB, 0x80);
    row(message, 1, 0x08_0000, 0x84, 3);
    facility.control(InterruptionControls.SINGLE, ISC);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 4);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 4);
    facility.control(InterruptionControls.SINGLE, ISC);
    assertRow(0x08_0000, 0x04, 4);
    row(message, 1, 0x08_0000, 0x04, 4);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 5);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 5);
    facility.control(InterruptionControls.ALL, ISC);
    cleared();
    row(message, 1, 0x08_0000, 0x04, 6);
    cleared();
    row(message, 0x805, 0x00_8000, 0x04, 7);
    storage.putByte(AISB, 0);
    row(message, 20, 0x00_8001, 0x04, 8);
  }

  private void row(AdapterIndicators message, int data, int vector, int summary, int count) {
    message.signal(data);
    assertRow(vector, summary, count);
  }

  private void assertRow(int vector, int summary, int count) {
    assertEquals(vector, storage.getInt(AIBV) >>> 8);
    assertEquals(summary, storage.getByte(AISB));
    assertEquals(count, interrupts);
  }

  private void cleared() {
    storage.putInt(AIBV, 0);
    storage.putByte(AISB, 0);
  }

  @Test
  void theByteTestLosesASecondFunctionsInterrupt() {
    AdapterIndicators message = indicators(registration(AIBV, 3, AISB, 5), SummaryTest.BYTE);
    storage.putByte(AISB, 0x80);
    row(message, 1, 0x08_0000, 0x84, 0);
    storage.putByte(AISB, 0);
    row(message, 1, 0x08_0000, 0x04, 1);
    row(message, 1, 0x08_0000, 0x04, 1);
  }

  @Test
  void theByteTestLooksAtOneByteOnly() {
    AdapterIndicators message = indicators(registration(AIBV, 0, AISB, 13), SummaryTest.BYTE);
    storage.putInt(AISB, 0xff00_ffff);
    message.signal(0);
    assertEquals(0xff04_ffff, storage.getInt(AISB));
    assertEquals(1, interrupts);
  }

  @Test
  void theSumFlagIsNotLookedAt() {
    new AdapterIndicators(
            storage,
            new InterruptRegistration(ISC, 2, false, AIBV, 0, AISB, 0),
            SummaryTest.BIT,
            facility,
            events::add)
        .signal(0);
    assertEquals(0x80, storage.getByte(AISB));
    assertEquals(1, interrupts);
  }

  @Test
  void withNothingRegisteredAMessageHitsAbsoluteZeroAndSubclassZero() {
    AdapterIndicators message = indicators(InterruptRegistration.NONE, SummaryTest.BIT);
    message.signal(1);
    assertEquals(0xc0, storage.getByte(0));
    assertEquals(0x80, facility.isPending(0x80) ? 0x80 : 0);
    message.signal(1);
    assertEquals(1, interrupts);
  }

  @Test
  void anUnreachableVectorIsAnErrorEventAndTheSummaryStillInterrupts() {
    indicators(registration(0x400, 0, AISB, 0), SummaryTest.BIT).signal(0);
    assertEquals(List.of(new ErrorEvent(0, 0, 0, 0x0013)), events);
    assertEquals(0x80, storage.getByte(AISB));
    assertEquals(1, interrupts);
  }

  @Test
  void anUnreachableSummaryIsAnErrorEventAndCountsAsSet() {
    for (SummaryTest test : SummaryTest.values()) {
      indicators(registration(AIBV, 0, 0x3f8, 64), test).signal(0);
      indicators(registration(AIBV, 0, -8, 0), test).signal(1);
    }
    assertEquals(4, events.size());
    assertEquals(0xc0, storage.getByte(AIBV));
    assertEquals(0, interrupts);
  }

  @Test
  void aVectorBitBehindTheStorageIsTheVectorsOwnFault() {
    indicators(registration(0x3f8, 0, AISB, 0), SummaryTest.BIT).signal(63);
    assertEquals(List.of(), events);
    assertEquals(1, storage.getByte(0x3ff));
    indicators(registration(0x3f8, 0, AISB, 0), SummaryTest.BIT).signal(64);
    assertEquals(List.of(new ErrorEvent(0, 0, 0, 0x0013)), events);
  }
}
