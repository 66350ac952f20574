package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.DirectedInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.SicBlock;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Directed interruption as it is explored does what the real one does. */
class PortDirectedTest {
  private static final long SEED = Long.getLong("zpci.seed", 1);
  private static final int TRIES = 10_000;
  private static final int ISC = 2;
  private static final int SUMMARY = 0;
  private static final int VECTORS = 4;
  private static final int BLOCK = 16;
  private static final int SIZE = 64;

  /** Counters. */
  private static final int KICKS = 0;

  private static final int FLOATING = 1;
  private static final int STATES = 2;
  private static final int FLOATED = 4;

  private final World world = new World(Words.fromZero(3), 5, 1);
  private final GuestStorage storage =
      new GuestStorage(0, MemorySegment.ofArray(new long[SIZE / Long.BYTES]));
  private final FloatingInterruption floating = new FloatingInterruption(true, () -> {});
  private final long[] kicks = {0};
  private final DirectedInterruption real =
      new DirectedInterruption(storage, floating, 2, _ -> kicks[0]++, _ -> {});

  /** Does what {@code call} asks of the explored one, an access after the other. */
  private void explored(Consumer<PortDirected> call) {
    long[] answers = {};
    while (true) {
      Ports ports = new Ports(0, answers, world.layout);
      try {
        call.accept(
            new PortDirected(
                ports,
                VECTORS,
                SUMMARY,
                ISC,
                new PortFacility(ports, "floating:", FLOATING, FLOATED),
                STATES,
                KICKS));
        return;
      } catch (Ports.Pause pause) {
        answers = Arrays.copyOf(answers, answers.length + 1);
        answers[answers.length - 1] = pause.access.effect().on(world);
      }
    }
  }

  private void setUp() {
    new SicBlock.Directed(ISC, 2, SUMMARY).encode(storage, BLOCK);
    real.control(InterruptionControls.DIRECT, 0, 0, storage, BLOCK);
    for (int cpu = 0; cpu < 2; cpu++) {
      new SicBlock.Cpu(VECTORS + 4L * cpu).encode(storage, BLOCK);
      real.control(InterruptionControls.SET_CPU, 0, cpu, storage, BLOCK);
    }
  }

  private void call(Random random) {
    int cpu = random.nextInt(2);
    int bit = random.nextInt(32);
    boolean yes = random.nextBoolean();
    int operation = yes ? InterruptionControls.D_ALL : InterruptionControls.D_SINGLE;
    switch (random.nextInt(5)) {
      case 0 -> {
        real.control(operation, 0, cpu, storage, BLOCK);
        explored(facility -> facility.control(operation, cpu));
      }
      case 1 -> {
        real.reachable(cpu, yes);
        explored(facility -> facility.reachable(cpu, yes));
      }
      case 2 -> {
        real.take(cpu);
        world.counters[STATES + cpu] &= ~PortDirected.PENDING;
      }
      case 3 -> {
        storage.getAndAnd(SUMMARY, 0);
        world.words[0] = 0;
      }
      default -> {
        real.signal(cpu, bit);
        explored(facility -> facility.signal(cpu, bit));
      }
    }
  }

  @Test
  void everyCallChangesTheSame() {
    setUp();
    Random random = new Random(SEED);
    for (int i = 0; i < TRIES; i++) {
      call(random);
      String message = "seed " + SEED + ", call " + i;
      for (int word = 0; word < 3; word++) {
        assertEquals(storage.getInt(4L * word), world.words[word], message);
      }
      for (int cpu = 0; cpu < 2; cpu++) {
        boolean pending = (world.counters[STATES + cpu] & PortDirected.PENDING) != 0;
        assertEquals(real.isPending(cpu), pending, message);
      }
      assertEquals(floating.isPending(0xff), (world.counters[FLOATING] & 0xff) != 0, message);
      assertEquals(kicks[0], world.counters[KICKS], message);
      floating.take(0xff);
      world.counters[FLOATING] = 0;
    }
  }
}
