package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interrupt handler: what it reads and clears, in which order, and whom it calls. */
class IsmHandlerTest {
  private static final long SBA = 0x101000;
  private static final long QUEUE = 0x102000;
  private static final int S = 0x8000_0000;
  private static final int E = 0x4000_0000;

  private final FakeIsm dev = new FakeIsm();
  private final SeenClient client = new SeenClient();
  private final LoggedStorage shared = new LoggedStorage(dev.memory, SBA);

  private IsmDriver probed(String version) {
    dev.shared = shared;
    IsmDriver driver = new IsmDriver(IsmDriverVersion.named(version).orElseThrow(), dev, client);
    assertEquals(0, driver.probe());
    dev.answer(0x0a, "0000000a000000100000123400000000");
    return driver;
  }

  private void dmb(IsmDriver driver, int index) {
    assertEquals(0, driver.registerDmb(new IsmDmb(4096, index, false, 0), 1));
  }

  private void signal(int index, int mask) {
    long halfword = SBA + 256 + 2 * index;
    dev.memory.putShort(halfword, dev.memory.getShort(halfword) | mask);
    long bits = SBA + 4 + index / 8;
    dev.memory.putByte(bits, dev.memory.getByte(bits) | 0x80 >> index % 8);
    dev.memory.putByte(SBA, dev.memory.getByte(SBA) | 0x80);
  }

  private void event(int place, long info) {
    long entry = QUEUE + 32 + 32 * place;
    dev.memory.putInt(entry, 2);
    dev.memory.putInt(entry + 4, 0x80);
    dev.memory.putLong(entry + 8, 0xb2);
    dev.memory.putLong(entry + 16, 4711);
    dev.memory.putLong(entry + 24, info);
    dev.memory.putLong(QUEUE, place + 1);
    dev.memory.putByte(SBA, dev.memory.getByte(SBA) | 0xc0);
  }

  private void interrupt() {
    Runnable handler = dev.handler;
    if (handler == null) {
      throw new AssertionError("no handler");
    }
    handler.run();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 39, 63, 64, 1000, 1919})
  void oneDmb(int index) {
    dmb(probed("7.2"), index);
    signal(index, 0x1000);
    interrupt();
    assertEquals(List.of("%d 1000".formatted(index)), client.calls);
    assertEquals(0, dev.memory.getInt(SBA));
    assertEquals(0, dev.memory.getByte(SBA + 4 + index / 8));
    assertEquals(0, dev.memory.getShort(SBA + 256 + 2 * index));
  }

  @Test
  void summaryThenFenceThenBitThenMask() {
    dmb(probed("7.2"), 33);
    signal(33, 0x0800);
    interrupt();
    List<String> expected = new ArrayList<>();
    expected.add("and 7fffffff 0");
    expected.add("fence");
    expected.add("get 8");
    expected.add("clear 40000000 8");
    expected.add("get 320");
    expected.add("and ffff0000 320");
    expected.add("get 8");
    for (int word = 12; word < 244; word += 4) {
      expected.add("get " + word);
    }
    expected.add("get 0");
    assertEquals(expected, shared.log);
  }

  @Test
  void ascendingAndTheNeighboursMaskStays() {
    IsmDriver driver = probed("7.2");
    for (int index : new int[] {32, 33, 34, 64, 1919}) {
      dmb(driver, index);
    }
    dev.memory.putShort(SBA + 256 + 2 * 35, 0xabcd);
    signal(1919, 1);
    signal(34, 2);
    signal(33, 3);
    signal(64, 4);
    signal(32, 5);
    interrupt();
    assertEquals(List.of("32 0005", "33 0003", "34 0002", "64 0004", "1919 0001"), client.calls);
    assertEquals(0xabcd, dev.memory.getShort(SBA + 256 + 2 * 35));
  }

  @Test
  void indexesBelow32AreNotLookedAt() {
    probed("6.1");
    signal(0, 1);
    signal(31, 1);
    interrupt();
    assertEquals(List.of(), client.calls);
    assertEquals(1, dev.memory.getByte(SBA + 7));
  }

  @Test
  void oldestDoesNotPassTheMaskOnNorLookAtIt() {
    probed("5.10");
    signal(32, 0x1000);
    interrupt();
    assertEquals(List.of("32 0000"), client.calls);
    assertEquals(0, dev.memory.getShort(SBA + 320));
    assertEquals(
        List.of("clear 80000000 8", "and 0000ffff 320", "get 8"), shared.log.subList(3, 6));
  }

  @Test
  void newestSkipsADmbWithoutClientOthersCallTheirOnlyOne() {
    IsmDriver driver = probed("7.2");
    IsmDmb dmb = new IsmDmb(4096, 40, false, 0);
    assertEquals(0, driver.registerDmb(dmb, 1));
    dev.answer(0x0b, "0000000b000c0008");
    assertEquals(12, driver.unregisterDmb(dmb));
    signal(40, 1);
    interrupt();
    assertEquals(List.of(), client.calls);
    assertEquals(0, dev.memory.getByte(SBA + 9));
    FakeIsm other = new FakeIsm();
    SeenClient only = new SeenClient();
    assertEquals(
        0, new IsmDriver(IsmDriverVersion.named("6.1").orElseThrow(), other, only).probe());
    other.memory.putByte(SBA + 9, 0x80);
    Runnable handler = other.handler;
    assertTrue(handler != null);
    handler.run();
    assertEquals(List.of("40 0000"), only.calls);
  }

  @Test
  void aBitBehindTheScanStaysForTheNextInterruptWithItsSummary() {
    IsmDriver driver = probed("7.2");
    dmb(driver, 32);
    dmb(driver, 40);
    signal(40, 1);
    client.next = () -> signal(32, 2);
    interrupt();
    assertEquals(List.of("40 0001"), client.calls);
    assertEquals(0x80, dev.memory.getByte(SBA));
    interrupt();
    assertEquals(List.of("40 0001", "32 0002"), client.calls);
  }

  @Test
  void aBitBeforeTheScanOrAtItIsTakenInTheSamePass() {
    IsmDriver driver = probed("7.2");
    dmb(driver, 40);
    dmb(driver, 41);
    signal(40, 1);
    client.next =
        () -> {
          signal(41, 2);
          signal(40, 4);
        };
    interrupt();
    assertEquals(List.of("40 0001", "40 0004", "41 0002"), client.calls);
  }

  @Test
  void aSignalBetweenMaskReadAndMaskClearedLosesItsMask() {
    dmb(probed("7.2"), 33);
    signal(33, 1);
    shared.before("and ffff0000 320", () -> signal(33, 2));
    interrupt();
    assertEquals(List.of("33 0001", "33 0000"), client.calls);
  }

  @Test
  void eventBitThenFenceThenQueue() {
    probed("7.2");
    event(0, 7);
    interrupt();
    assertEquals(List.of("event 7"), client.calls);
    assertEquals(0, dev.memory.getInt(SBA));
    assertEquals(
        List.of(
            "get 0",
            "and bfffffff 0",
            "fence",
            "get 4096",
            "get 4100",
            "get 4128",
            "get 4132",
            "get 4136",
            "get 4140",
            "get 4144",
            "get 4148",
            "get 4152",
            "get 4156",
            "get 4096",
            "get 4100"),
        shared.log.subList(shared.log.size() - 15, shared.log.size()));
  }

  @Test
  void everyFieldOfAnEvent() {
    List<IsmEvent> events = new ArrayList<>();
    IsmClient seeing =
        new IsmClient() {
          @Override
          public void handleIrq(int index, int dmbeMask) {}

          @Override
          public void handleEvent(IsmEvent event) {
            events.add(event);
          }
        };
    assertEquals(0, new IsmDriver(IsmDriverVersion.newest(), dev, seeing).probe());
    event(0, 0x1122_3344_5566_7788L);
    interrupt();
    assertEquals(List.of(new IsmEvent(2, 0x80, 0xb2, 4711, 0x1122_3344_5566_7788L)), events);
  }

  @Test
  void theQueueGoesRoundAfterFifteen() {
    probed("7.2");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 47; i++) {
      event(i % 15, i);
      interrupt();
      expected.add("event " + i);
    }
    assertEquals(expected, client.calls);
  }

  @Test
  void severalEventsInOneInterrupt() {
    probed("7.2");
    for (int i = 0; i < 14; i++) {
      event(i, i);
    }
    interrupt();
    assertEquals(14, client.calls.size());
    event(14, 14);
    event(0, 15);
    interrupt();
    assertEquals(List.of("event 14", "event 15"), client.calls.subList(14, 16));
  }

  @Test
  void fifteenUnseenEventsAfterAFullTurnLookLikeNone() {
    probed("7.2");
    event(0, 0);
    interrupt();
    for (int i = 1; i <= 15; i++) {
      event(i % 15, i);
    }
    interrupt();
    assertEquals(List.of("event 0"), client.calls);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16, -1, 0x0100_0000_0000_0000L})
  void anIndexThatIsNeverReachedEndsTheKernel(long index) {
    probed("7.2");
    event(0, 0);
    interrupt();
    dev.memory.putLong(QUEUE, index);
    dev.memory.putByte(SBA, 0xc0);
    GuestKernelCrash crash = assertThrows(GuestKernelCrash.class, this::interrupt);
    assertEquals(
        "guest kernel crash: event queue never ends, index " + Long.toUnsignedString(index),
        crash.getMessage());
    assertEquals(17, client.calls.size());
  }

  @Test
  void aQueueThatMovesOnMeanwhileIsDrainedToItsEnd() {
    probed("7.2");
    event(0, 0);
    shared.before("get 4128", () -> event(1, 1));
    interrupt();
    assertEquals(List.of("event 0", "event 1"), client.calls);
  }

  @Test
  void anInterruptAfterRemovalDoesNothing() {
    IsmDriver driver = probed("7.2");
    driver.remove();
    shared.log.clear();
    interrupt();
    assertEquals(List.of(), shared.log);
  }

  @Test
  void aHandlerInsideAHandlerEndsTheKernel() {
    dmb(probed("7.2"), 32);
    signal(32, 1);
    client.next = this::interrupt;
    GuestKernelCrash crash = assertThrows(GuestKernelCrash.class, this::interrupt);
    assertEquals("guest kernel crash: spinlock recursion", crash.getMessage());
  }

  /** A queue whose index moves on is not one that never ends, however long it takes. */
  @Test
  void moreEventsInOneGoThanTheQueueHolds() {
    probed("7.2");
    int[] next = {1};
    client.atEvent =
        () -> {
          if (next[0] < 40) {
            event(next[0] % 15, next[0]++);
          }
        };
    event(0, 0);
    interrupt();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      expected.add("event " + i);
    }
    assertEquals(expected, client.calls);
  }

  @Test
  void anInterruptWhileThePagesAreFreedIsNobodys() {
    IsmDriver driver = probed("7.2");
    dmb(driver, 32);
    dev.atFree =
        () -> {
          signal(32, 1);
          interrupt();
        };
    driver.remove();
    assertEquals(List.of(), client.calls);
  }
}
