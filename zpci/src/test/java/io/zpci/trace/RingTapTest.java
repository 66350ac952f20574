package io.zpci.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.arch.Rule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a ring keeps, and in which words it gives it back. */
class RingTapTest {
  private static final long SEED = Long.getLong("zpci.seed", 7);
  private static final Rule RULE = Rule.check("t.1", "something holds", "nowhere");

  private final Arena arena = Arena.ofConfined();
  private final RingTap ring = new RingTap(arena, 8);

  @AfterEach
  void close() {
    arena.close();
  }

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }

  @Test
  void aStoreAndItsPiecesShareACause() {
    MemorySegment data = bytes(0, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18);
    ring.enter(Hand.GUEST, Operation.PCISTB, 2, 0x8, 9, data, 1, 0);
    ring.cost(Cost.SIE_EXIT);
    ring.enter(Hand.QEMU, Operation.PCISTG, 15, -1, 8, null, 0, 0x1011_1213_1415_1617L);
    ring.broken(RULE);
    ring.exit(0x0301, 0);
    ring.exit(-5, 0);
    ring.enter(Hand.GUEST, Operation.PCILG, 0, 0x10, 8, null, 0, 0);
    ring.exit(0, 0x55);
    assertEquals(
        List.of(
            new TraceEvent.Entered(
                0, 0, Hand.GUEST, Operation.PCISTB, 2, 0x8, 9, 0x1011_1213_1415_1617L),
            new TraceEvent.Paid(0, 1, Cost.SIE_EXIT),
            new TraceEvent.Entered(
                0, 1, Hand.QEMU, Operation.PCISTG, 15, -1, 8, 0x1011_1213_1415_1617L),
            new TraceEvent.Broke(0, 2, RULE),
            new TraceEvent.Left(0, 1, 0x0301, 0),
            new TraceEvent.Left(0, 0, -5, 0),
            new TraceEvent.Entered(1, 0, Hand.GUEST, Operation.PCILG, 0, 0x10, 8, 0),
            new TraceEvent.Left(1, 0, 0, 0x55)),
        ring.events());
    assertEquals(0, ring.lost());
  }

  @Test
  void theOldestGiveWay() {
    for (int i = 0; i < 5; i++) {
      ring.enter(Hand.DEVICE, Operation.STORE, 0, i, 1, null, 0, i);
      ring.exit(7, 0);
    }
    assertEquals(2, ring.lost());
    List<TraceEvent> events = ring.events();
    assertEquals(8, events.size());
    assertEquals(
        new TraceEvent.Entered(1, 0, Hand.DEVICE, Operation.STORE, 0, 1, 1, 1), events.getFirst());
    assertEquals(new TraceEvent.Left(4, 0, 7, 0), events.getLast());
  }

  @Test
  void anExitThatSaysNothingTakesNoRoom() {
    for (int i = 0; i < 8; i++) {
      ring.enter(Hand.DEVICE, Operation.STORE, 0, i, 1, null, 0, i);
      ring.exit(0, 0);
    }
    assertEquals(0, ring.lost());
    List<TraceEvent> events = ring.events();
    assertEquals(16, events.size());
    for (int i = 0; i < 8; i++) {
      assertEquals(
          new TraceEvent.Entered(i, 0, Hand.DEVICE, Operation.STORE, 0, i, 1, i),
          events.get(2 * i));
      assertEquals(new TraceEvent.Left(i, 0, 0, 0), events.get(2 * i + 1));
    }
  }

  @Test
  void whatIsOpenHasNotLeft() {
    ring.enter(Hand.GUEST, Operation.PCISTB, 2, 0x8, 9, null, 0, 0);
    ring.enter(Hand.QEMU, Operation.PCISTG, 15, 0, 8, null, 0, 1);
    ring.exit(0, 0);
    ring.enter(Hand.QEMU, Operation.PCISTG, 15, 8, 8, null, 0, 2);
    assertEquals(
        List.of(
            new TraceEvent.Entered(0, 0, Hand.GUEST, Operation.PCISTB, 2, 0x8, 9, 0),
            new TraceEvent.Entered(0, 1, Hand.QEMU, Operation.PCISTG, 15, 0, 8, 1),
            new TraceEvent.Left(0, 1, 0, 0),
            new TraceEvent.Entered(0, 1, Hand.QEMU, Operation.PCISTG, 15, 8, 8, 2)),
        ring.events());
  }

  /** What a ring gives is the end of what happened, from the first event on that it holds. */
  @Test
  void aRingGivesTheEndOfWhatHappened() {
    Random random = new Random(SEED);
    for (int run = 0; run < 400; run++) {
      RingTap small = new RingTap(arena, 1 << random.nextInt(9));
      List<TraceEvent> all = happened(small, random);
      List<TraceEvent> kept = small.events();
      assertEquals(
          all.subList(all.size() - kept.size(), all.size()), kept, () -> "-Dzpci.seed=" + SEED);
      if (small.lost() == 0) {
        assertEquals(all.size(), kept.size(), () -> "-Dzpci.seed=" + SEED);
      }
    }
  }

  private static List<TraceEvent> happened(RingTap tap, Random random) {
    List<TraceEvent> all = new ArrayList<>();
    int cause = -1;
    int open = 0;
    for (int i = random.nextInt(300); i > 0; i--) {
      int what = random.nextInt(10);
      if (what < 5 || open == 0) {
        cause += open == 0 ? 1 : 0;
        int value = random.nextInt();
        tap.enter(Hand.QEMU, Operation.STORE, 2, i, 8, null, 0, value);
        all.add(new TraceEvent.Entered(cause, open++, Hand.QEMU, Operation.STORE, 2, i, 8, value));
      } else if (what < 8) {
        int result = random.nextInt(3) - 1;
        int value = random.nextInt(2);
        tap.exit(result, value);
        all.add(new TraceEvent.Left(cause, --open, result, value));
      } else if (what == 8) {
        tap.broken(RULE);
        all.add(new TraceEvent.Broke(cause, open, RULE));
      } else {
        tap.cost(Cost.SYSCALL);
        all.add(new TraceEvent.Paid(cause, open, Cost.SYSCALL));
      }
    }
    return all;
  }

  @Test
  void fewerThanEightBytesStandInFront() {
    ring.enter(Hand.VFIO, Operation.PWRITE, 0, 0, 3, bytes(0xa1, 0xa2, 0xa3, 0xff), 0, 0);
    ring.enter(Hand.VFIO, Operation.PWRITE, 0, 0, 3, bytes(0xa1), 0, 0);
    ring.enter(Hand.VFIO, Operation.PWRITE, 0, 0, 0, bytes(), 0, 0);
    ring.enter(Hand.VFIO, Operation.PREAD, 0, 0, 3, bytes(0xa1, 0xa2, 0xa3), 0, 0);
    assertEquals(
        List.of(0xa1a2_a300_0000_0000L, 0xa100_0000_0000_0000L, 0L, 0L),
        ring.events().stream().map(each -> ((TraceEvent.Entered) each).bytes()).toList());
  }

  @Test
  void whatIsClearedIsForgotten() {
    ring.enter(Hand.DEVICE, Operation.LOAD, 0, 0, 1, null, 0, 0);
    ring.exit(0, 0);
    ring.clear();
    assertEquals(List.of(), ring.events());
    ring.enter(Hand.DEVICE, Operation.LOAD, 0, 0, 1, null, 0, 0);
    assertEquals(0, ring.events().getFirst().cause());
  }

  @Test
  void asManyHandsAsAByteNames() {
    for (int i = 0; i < 256; i++) {
      ring.enter(new Hand("hand " + i), Operation.LOAD, 0, 0, 1, null, 0, 0);
    }
    assertEquals(new Hand("hand 255"), ((TraceEvent.Entered) ring.events().getLast()).hand());
    Hand more = new Hand("one more");
    assertThrows(
        IllegalStateException.class, () -> ring.enter(more, Operation.LOAD, 0, 0, 1, null, 0, 0));
  }

  @Test
  void aSizeThatIsNoPowerOfTwoIsRefused() {
    assertEquals(
        "a power of two was expected, got 100",
        assertThrows(IllegalArgumentException.class, () -> new RingTap(arena, 100)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new RingTap(arena, 0));
  }
}
