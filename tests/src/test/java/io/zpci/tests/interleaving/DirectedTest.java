package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.DirectedHandler;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Directed interrupts: two functions send three messages to two CPUs, one of which cannot be
 * interrupted for a while. Then the fallback's floating interruption goes to any CPU, whose handler
 * makes the one that is meant scan its vector by an IPI. Nothing that was signalled stays
 * unhandled.
 */
class DirectedTest {
  private static final int ISC = 2;
  private static final int SUMMARY = 0;
  private static final int VECTORS = 4;
  private static final int WORDS = 3;

  /** Counters. */
  private static final int INJECTED = 0;

  private static final int FLOATING = 1;
  private static final int STATES = 2;
  private static final int SCHEDULED = 4;
  private static final int CALLED = 6;
  private static final int SENT = 8;
  private static final int SEEN = 10;
  private static final int COUNTERS = 12;

  private static final TwoFunctions FUNCTIONS = new TwoFunctions(SENT, SEEN);

  /** What a CPU takes next. */
  private static final int IPI = 1;

  private static final int DIRECTED = 2;
  private static final int FALLBACK = 3;

  private static AdapterInterruption floating(Ports ports) {
    return new PortFacility(ports, "floating:", FLOATING, INJECTED);
  }

  private static PortDirected directed(Ports ports) {
    return new PortDirected(ports, VECTORS, SUMMARY, ISC, floating(ports), STATES, INJECTED);
  }

  /** What the handlers are told that is not so. */
  private enum Lie {
    /** Nothing. */
    NONE,
    /** That SIC failed, after it was done: they leave after one pass. */
    SIC_FAILED,
    /** That no more scans are scheduled: the IPI's ends after one. */
    ONE_SCAN
  }

  /** The kernel around the handlers. */
  private record Kernel(Ports ports, Lie lie) implements DirectedHandler.Kernel {
    @Override
    public long summary() {
      return SUMMARY;
    }

    @Override
    public int cpus() {
      return 2;
    }

    @Override
    public long vector(int cpu) {
      return VECTORS + 4L * cpu;
    }

    @Override
    public int vectorEnd() {
      return 2;
    }

    @Override
    public void interrupt(int cpu, int bit) {
      FUNCTIONS.handle(ports, bit);
    }

    @Override
    public boolean enableDirectedSingle(int cpu) {
      return directed(ports).control(InterruptionControls.D_SINGLE, cpu) && lie != Lie.SIC_FAILED;
    }

    @Override
    public boolean enableSingle() {
      return floating(ports).control(InterruptionControls.SINGLE, ISC) && lie != Lie.SIC_FAILED;
    }

    @Override
    public int addScheduled(int cpu, int delta) {
      long sum =
          ports.act(
              "scans scheduled of cpu " + cpu + (delta > 0 ? " + 1" : " - 1"),
              world -> world.counters[SCHEDULED + cpu] += delta);
      return delta < 0 && lie == Lie.ONE_SCAN ? 0 : (int) sum;
    }

    @Override
    public void call(int cpu) {
      ports.act("IPI to cpu " + cpu, world -> world.counters[CALLED + cpu] = 1);
    }
  }

  /** A function whose messages are for these CPUs. */
  private static Actor function(int function, int... cpus) {
    return FUNCTIONS.function(
        function,
        Arrays.stream(cpus)
            .<Actor.Activity>mapToObj(cpu -> ports -> directed(ports).signal(cpu, function))
            .toArray(Actor.Activity[]::new));
  }

  /** What a CPU takes first: IPIs, then its own interruptions, then floating ones. */
  private static int next(World world, int cpu) {
    if (world.counters[CALLED + cpu] != 0) {
      return IPI;
    }
    if ((world.counters[STATES + cpu] & PortDirected.PENDING) != 0) {
      return DIRECTED;
    }
    return (world.counters[FLOATING] & 0xff) == 0 ? 0 : FALLBACK;
  }

  private static long take(World world, int cpu) {
    int what = next(world, cpu);
    switch (what) {
      case IPI -> world.counters[CALLED + cpu] = 0;
      case DIRECTED -> world.counters[STATES + cpu] &= ~PortDirected.PENDING;
      default -> world.counters[FLOATING] &= ~0xff;
    }
    return what;
  }

  private static Actor cpu(int cpu, Lie lie) {
    return Actor.again(
        "cpu " + cpu,
        ports -> {
          long what =
              ports.await(
                  "takes an interruption",
                  world -> next(world, cpu) != 0,
                  world -> take(world, cpu));
          DirectedHandler handler = new DirectedHandler(ports, new Kernel(ports, lie));
          if (what == IPI) {
            handler.remote(cpu);
          } else if (what == DIRECTED) {
            handler.directed(cpu);
          } else {
            handler.fallback();
          }
        });
  }

  private static @Nullable String complaint(World world) {
    String lost = FUNCTIONS.lost(world);
    return lost == null && world.counters[INJECTED] > 3
        ? "an interruption without a message"
        : lost;
  }

  private static Finding explore(Lie lie, Actor first, Actor second) {
    World world = new World(Words.fromZero(WORDS), COUNTERS, 5);
    world.counters[FLOATING] = 0x80 >> ISC << 8;
    world.counters[STATES] = PortDirected.SINGLE;
    world.counters[STATES + 1] = PortDirected.SINGLE;
    List<Actor> actors =
        List.of(
            first,
            second,
            cpu(0, lie),
            cpu(1, lie),
            Actor.once(
                "machine",
                ports -> directed(ports).reachable(0, false),
                ports -> directed(ports).reachable(0, true)));
    return new Explorer(actors, DirectedTest::complaint).explore(world);
  }

  @Test
  void twoPassesAndFallbackLoseNothing() {
    explore(Lie.NONE, function(0, 0, 1), function(1, 1)).assertRight();
  }

  @Test
  void norDoTheyWhereAllIsForTheCpuThatCannotBeInterrupted() {
    explore(Lie.NONE, function(0, 0, 0), function(1, 0)).assertRight();
  }

  @Test
  void onePassLosesAnInterrupt() {
    explore(Lie.SIC_FAILED, function(0, 0, 1), function(1, 1))
        .assertWrong(
            "an interrupt of function 1 is lost",
            "cpu 1: load [0x8] -> 00000000",
            "function 1: [0x8] |= 40000000 -> 00000000",
            "function 1: directed interruption of cpu 1",
            "cpu 1: SIC 17 on cpu 1");
  }

  @Test
  void anIpiThatScansOnceLosesAnInterrupt() {
    explore(Lie.ONE_SCAN, function(0, 0, 0), function(1, 0))
        .assertWrong(
            "an interrupt of function 1 is lost",
            "cpu 1: IPI to cpu 0 -> 1",
            "cpu 0: load [0x4] -> 00000000",
            "function 1: [0x4] |= 40000000 -> 00000000",
            "cpu 1: scans scheduled of cpu 0 + 1 -> 2",
            "cpu 0: scans scheduled of cpu 0 - 1 -> 1");
  }
}
