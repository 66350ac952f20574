package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.InterruptionControls;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the host to a guest. Source: spec zpci 12.6; spec notifications d.2, d.3. */
class ForwardingTest {
  private static final long SUMMARY = 0x100;
  private static final long AIBV = 0x180;
  private static final long AISB = 0x200;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x80]));
  private final FloatingInterruption guest = new FloatingInterruption(true, () -> {});
  private final List<ErrorEvent> events = new ArrayList<>();
  private Runnable atSic = () -> {};
  private int sics;
  private int asked;

  private final ForwardingHandler handler =
      new ForwardingHandler(
          storage,
          new ForwardingHandler.Kernel() {
            @Override
            public long summary() {
              return SUMMARY;
            }

            @Override
            public int summaryEnd() {
              return 64;
            }

            @Override
            public @Nullable Gait gait(int bit) {
              asked++;
              return bit == 9 ? null : new Gait(guest, 2, AISB, bit == 8 ? -1 : bit);
            }

            @Override
            public void enableSingle() {
              sics++;
              atSic.run();
            }
          });

  @Test
  void aHostBitBecomesTheGuestsBitAndItsSubclass() {
    storage.putLong(SUMMARY, 0x2000_0000_0000_0000L);
    handler.handle();
    assertEquals(0x2000_0000_0000_0000L, storage.getLong(AISB));
    assertEquals(0, storage.getLong(SUMMARY));
    assertEquals(2, guest.take(0xff));
    assertEquals(1, sics);
  }

  @Test
  void aPassThatFindsSomethingIsFollowedByAnother() {
    atSic =
        () -> {
          if (sics == 1) {
            storage.putLong(SUMMARY, 0x8000_0000_0000_0000L);
          }
        };
    handler.handle();
    assertEquals(2, sics);
    assertEquals(0x8000_0000_0000_0000L, storage.getLong(AISB));
  }

  @Test
  void nothingSetIsStillOneSic() {
    handler.handle();
    assertEquals(1, sics);
    assertEquals(0, asked);
    assertFalse(guest.isPending(0xff));
  }

  @Test
  void aGuestWithoutSummaryAndAnUnusedEntry() {
    storage.putLong(SUMMARY, 0x00c0_0000_0000_0000L);
    handler.handle();
    assertEquals(2, asked);
    assertEquals(0, storage.getLong(AISB));
    assertEquals(2, guest.take(0xff));
  }

  @Test
  void aGuestInBothModesGetsItsBitOnly() {
    guest.control(InterruptionControls.SINGLE, 2);
    guest.inject(2);
    guest.take(0xff);
    storage.putLong(SUMMARY, 1L << 63);
    handler.handle();
    assertEquals(1L << 63, storage.getLong(AISB));
    assertFalse(guest.isPending(0xff));
  }

  @Test
  void theMachineForwardsWithoutAHandler() {
    InterruptRegistration host = new InterruptRegistration(2, 8, true, AIBV, 3, SUMMARY, 0);
    ForwardedIndicators message =
        new ForwardedIndicators(storage, host, new Gait(guest, 5, AISB, 6), events::add);
    message.signal(0x801);
    assertEquals(0x08, storage.getByte(AIBV));
    assertEquals(0x02, storage.getByte(AISB));
    assertEquals(0, storage.getByte(SUMMARY));
    assertEquals(5, guest.take(0xff));
    message.signal(2);
    assertEquals(0x0c, storage.getByte(AIBV));
    assertFalse(guest.isPending(0xff));
    new ForwardedIndicators(storage, host, new Gait(guest, 5, AISB, -1), events::add).signal(0);
    assertEquals(5, guest.take(0xff));
    new ForwardedIndicators(storage, host, new Gait(guest, 5, 0x1000, 0), events::add).signal(0);
    assertFalse(guest.isPending(0xff));
    assertEquals(List.of(new ErrorEvent(0, 0, 0, 0x0013)), events);
  }

  @Test
  void theCounterAddsReadsAndSaturates() {
    EventCounter counter = new EventCounter();
    assertEquals(0, counter.read());
    assertTrue(counter.add(3));
    counter.signal();
    assertEquals(4, counter.count());
    assertEquals(4, counter.read());
    assertEquals(0, counter.count());
    assertTrue(counter.add(-2));
    assertFalse(counter.add(1));
    assertTrue(counter.add(0));
    assertEquals(-2, counter.count());
    counter.signal();
    assertEquals(-1, counter.count());
    counter.signal();
    assertEquals(-1, counter.count());
    assertFalse(counter.add(0));
    assertThrows(IllegalArgumentException.class, () -> counter.add(-1));
    assertEquals(-1, counter.read());
    assertEquals(0, counter.read());
  }

  @Test
  void anIrqfdSendsOneMessageForAllThatWasCounted() {
    EventCounter counter = new EventCounter();
    List<Integer> sent = new ArrayList<>();
    counter.add(3);
    KvmIrqfd irqfd = new KvmIrqfd(counter, sent::add, 7);
    assertEquals(List.of(7), sent);
    irqfd.wake();
    assertEquals(List.of(7), sent);
    irqfd.signal();
    assertEquals(List.of(7, 7), sent);
    assertEquals(0, counter.count());
  }
}
