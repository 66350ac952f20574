package io.zpci.tests.interleaving;

import io.zpci.function.Dma;
import io.zpci.function.PassingDma;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmEvent;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.Layouts;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * ISM's event queue: two functions signal three events to a third one, whose driver runs on two
 * CPUs; the queue goes round meanwhile. Every event is handled once, in order; no bit is left;
 * there are no more interruptions than events. Functions of one fabric take turns, and so do the
 * CPUs in the driver's handler.
 */
class IsmEventQueueTest {
  private static final int ISC = 2;

  /** Events that were sent and handled before: the next one is at place 14, the one after at 0. */
  private static final int BEFORE = 29;

  /** Counters. */
  private static final int INJECTED = 0;

  private static final int LOCK = 1;
  private static final int FABRIC = 2;
  private static final int SENT = 3;
  private static final int HANDLED = 4;

  /** What was sent and what was handled, the newest in the last digit. */
  private static final int SENT_LOG = 5;

  private static final int HANDLED_LOG = 6;
  private static final int FACILITY = 7;
  private static final int COUNTERS = 8;

  /** Where the functions find the queue's index. */
  private static final long INDEX = ExploredIsm.QUEUE + ExploredIsm.IO;

  private final ExploredIsm ism = new ExploredIsm();

  /** Writes down what it is told. */
  private record Client(Ports ports) implements IsmClient {
    @Override
    public void handleIrq(int index, int dmbeMask) {
      throw new AssertionError("DMB " + index);
    }

    @Override
    public void handleEvent(IsmEvent event) {
      ports.act(
          "client is told of event " + event.info(),
          world -> {
            world.counters[HANDLED]++;
            world.counters[HANDLED_LOG] = world.counters[HANDLED_LOG] << 4 | event.info();
            return 0;
          });
    }
  }

  private static AdapterInterruption facility(Ports ports) {
    return new PortFacility(ports, "facility:", FACILITY, INJECTED);
  }

  private Actor sender(int number, int events, UnaryOperator<Dma> way) {
    Actor.Activity event =
        ports -> {
          int info = number + 1;
          long sent =
              ports.await(
                  "takes its turn",
                  world -> world.counters[FABRIC] == 0,
                  world -> {
                    world.counters[FABRIC] = 1;
                    world.counters[SENT_LOG] = world.counters[SENT_LOG] << 4 | info;
                    return world.counters[SENT]++;
                  });
          ism.sent(BEFORE + (int) sent);
          ism.event(
              number, info, way.apply(ports.dma(ExploredIsm.IO)), _ -> facility(ports).inject(ISC));
          ports.act("ends its turn", world -> world.counters[FABRIC] = 0);
        };
    return Actor.once(
        "function " + number, Collections.nCopies(events, event).toArray(Actor.Activity[]::new));
  }

  private void interruption(Ports ports) {
    facility(ports).take(0xff);
    long handled =
        ports.await(
            "takes the driver's lock",
            world -> world.counters[LOCK] == 0,
            world -> {
              world.counters[LOCK] = 1;
              return world.counters[HANDLED];
            });
    ism.handled(BEFORE + (int) handled);
    ism.handle(ports, new Client(ports));
    ports.awaitOrdered("frees the driver's lock", _ -> true, world -> world.counters[LOCK] = 0);
  }

  private static @Nullable String complaint(World world) {
    if (world.counters[HANDLED_LOG] != world.counters[SENT_LOG]) {
      return "sent were events %x, handled %x"
          .formatted(world.counters[SENT_LOG], world.counters[HANDLED_LOG]);
    }
    if (world.words[world.layout.place(ExploredIsm.SBA)] != 0) {
      return "a bit is left";
    }
    return world.counters[INJECTED] > 3 ? "an interruption without an event" : null;
  }

  private Finding explore(UnaryOperator<Dma> way, Function<World, @Nullable String> wrong) {
    ism.sent(BEFORE - 14);
    ism.sent(BEFORE);
    ism.handled(BEFORE);
    Words words =
        Words.of(
            ism.memory,
            ExploredIsm.SBA,
            ExploredIsm.indexWord(),
            ExploredIsm.tokenWord(14),
            ExploredIsm.infoWord(14),
            ExploredIsm.tokenWord(0),
            ExploredIsm.infoWord(0),
            ExploredIsm.tokenWord(1),
            ExploredIsm.infoWord(1));
    World world = new World(words, COUNTERS, 4);
    world.words[words.place(ExploredIsm.SBA)] = 0;
    Actor.Activity cpu = this::interruption;
    List<Actor> actors =
        List.of(
            sender(0, 2, way),
            sender(1, 1, way),
            Actor.again("cpu 0", cpu),
            Actor.again("cpu 1", cpu));
    return new Explorer(actors, wrong).explore(world);
  }

  @Test
  void everyEventIsHandledOnceAndInOrder() {
    explore(dma -> dma, IsmEventQueueTest::complaint).assertRight();
  }

  @Test
  void anIndexThatWrapsToZeroLosesAnEvent() {
    explore(WrapsToZero::new, IsmEventQueueTest::complaint)
        .assertWrong(
            "sent were events 112, handled 110",
            "function 0: [0x3004] := 00000000",
            "cpu 0: load [0x3004] -> 00000000",
            "cpu 0: client is told of event 1",
            "cpu 0: load [0x305c] -> 00000000",
            "function 1: [0x305c] := 00000002",
            "cpu 0: client is told of event 0");
  }

  @Test
  void anIndexThatWrapsToZeroEndsTheGuestsKernel() {
    explore(WrapsToZero::new, _ -> null)
        .assertWrong(
            "cpu 0: guest kernel crash: event queue never ends, index 0",
            "function 0: [0x3004] := 00000000",
            "cpu 0: load [0x3004] -> 00000000",
            "cpu 0: client is told of event 1");
  }

  @Test
  void anIndexBeforeItsEntryGivesAStaleEvent() {
    explore(IndexFirst::new, IsmEventQueueTest::complaint)
        .assertWrong(
            "sent were events 112, handled 110",
            "function 1: [0x3004] := 00000002",
            "cpu 0: load [0x3004] -> 00000002",
            "cpu 0: load [0x305c] -> 00000000",
            "function 1: [0x305c] := 00000002",
            "cpu 0: client is told of event 0");
  }

  /** After the last entry the queue's index is 0 instead of 15. */
  private static final class WrapsToZero extends PassingDma {
    WrapsToZero(Dma dma) {
      super(dma);
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      if (address == INDEX && source.get(Layouts.LONG, at) == 15) {
        source.set(Layouts.LONG, at, 0);
      }
      return super.write(address, source, at, length);
    }
  }

  /** The index comes before the entry that it counts. */
  private static final class IndexFirst extends PassingDma {
    private final MemorySegment entry = MemorySegment.ofArray(new long[4]);
    private long place;

    IndexFirst(Dma dma) {
      super(dma);
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      if (address != INDEX) {
        place = address;
        entry.copyFrom(source.asSlice(at, length));
        return 0;
      }
      int pec = super.write(address, source, at, length);
      return pec == 0 ? super.write(place, entry, 0, entry.byteSize()) : pec;
    }
  }
}
