package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue and its index. */
class EventQueueTest {
  private final Bench bench = Bench.alone().probed();

  @Test
  void entryThenIndexThenEventThenSummary() {
    assertEquals(true, bench.function.injectEvent(EventQueue.SWR, 85, 0xdeadL, 7));
    assertEquals("w2020+32 w2000+8 o1000|40000000 o1000|80000000", bench.memory.log());
    assertEquals(1, bench.interrupts);
  }

  @Test
  void theIndexRunsFromOneToFifteenAndNeverBackToZero() {
    for (int i = 0; i < 40; i++) {
      bench.function.injectEvent(EventQueue.DEV, i, 0x1111L * i, i);
      int place = i % 15;
      assertEquals(place + 1, bench.memory.u64(Bench.IEQ));
      long entry = Bench.IEQ + 32 + 32L * place;
      assertEquals(1, bench.memory.u32(entry));
      assertEquals(i, bench.memory.u32(entry + 4));
      assertEquals(0x1111L * i, bench.memory.u64(entry + 8));
      assertEquals(0, bench.memory.u64(entry + 16));
      assertEquals(i, bench.memory.u64(entry + 24));
    }
    assertEquals(0, bench.memory.u64(Bench.IEQ + 512));
  }

  @Test
  void anEventBehindAnUnseenOneDoesNotInterruptAgain() {
    bench.function.injectEvent(EventQueue.SWR, 1, 1, 1);
    bench.function.injectEvent(EventQueue.SWR, 2, 1, 1);
    assertEquals(1, bench.interrupts);
    bench.memory.u8(Bench.SBA, 0);
    bench.function.injectEvent(EventQueue.SWR, 3, 1, 1);
    assertEquals(2, bench.interrupts);
  }

  @Test
  void aQueueThatIsRegisteredAgainStartsAgain() {
    bench.function.injectEvent(EventQueue.SWR, 1, 1, 1);
    bench.command("00000012 0000 0008", "");
    assertEquals(false, bench.function.injectEvent(EventQueue.SWR, 1, 1, 1));
    bench.command("00000002 0000 0018", Bench.hex(Bench.IEQ) + "0000000000000200");
    assertEquals(0, bench.memory.u64(Bench.IEQ));
    bench.function.injectEvent(EventQueue.SWR, 1, 1, 1);
    assertEquals(1, bench.memory.u64(Bench.IEQ));
  }

  @Test
  void withoutAnSbaTheEntryIsThereAndNobodyIsTold() {
    bench.command("00000011 0000 0008", "");
    bench.memory.log();
    assertEquals(true, bench.function.injectEvent(EventQueue.SWR, 1, 1, 1));
    assertEquals("w2020+32 w2000+8", bench.memory.log());
    assertEquals(0, bench.interrupts);
  }

  @Test
  void aQueueWhoseMemoryIsGonePutsTheFunctionInError() {
    bench.memory.unmap(Bench.IEQ);
    assertEquals(false, bench.function.injectEvent(EventQueue.SWR, 1, 1, 1));
    assertEquals(List.of("0x0004 at 0x100002000"), bench.errors);
    assertEquals(List.of("R-25"), bench.broken());
  }

  @Test
  void timeIsWhatTheFabricSays() {
    Fabric fabric =
        new Fabric(1, DmbeMask.ROTATED, PeerNotices.DEVICE, IsmEvents.NONE, () -> 0x1234);
    Bench timed = new Bench(fabric, 5).probed();
    timed.function.injectEvent(EventQueue.SWR, 1, 1, 1);
    assertEquals(0x1234, timed.memory.u64(Bench.IEQ + 48));
  }
}
