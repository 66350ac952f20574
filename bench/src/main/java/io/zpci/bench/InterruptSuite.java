package io.zpci.bench;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingHandler;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adapter interrupts under load: threads signal vectors of their own as fast as they can, one CPU
 * handles what is queued with Linux's two passes. What counts is interruptions queued for each
 * signal: without indicators it would be one. Beside it stands how often a vector's handler ran for
 * an interruption queued. None may be lost: what the last signal of each thread set has been seen
 * when a run is over.
 */
final class InterruptSuite implements Suite {
  private static final double GOAL = 0.2;
  private static final int ISC = 3;
  private static final int PAGE = 4096;
  private static final long SUMMARY = PAGE;
  private static final long VECTOR = 2L * PAGE;

  /** How long threads signal in a run. */
  private static final int MILLIS = 1000;

  private static final int RUNS = 5;
  private static final int QUICK_RUNS = 3;

  /** Before any run: for so long at most the JVM still compiles. */
  private static final int WARM_UP_MILLIS = 200;

  /** Signals between two looks at the clock. */
  private static final int BURST = 64;

  /** Longs between two that different threads write. */
  private static final int APART = 16;

  private final int millis;

  InterruptSuite() {
    this(MILLIS);
  }

  /**
   * The same, for another time.
   *
   * @param millis how long threads signal in a run
   */
  InterruptSuite(int millis) {
    this.millis = millis;
  }

  @Override
  public String name() {
    return "interrupts";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int threads : sampling.choose(new int[] {1, 4}, new int[] {1, 2, 3, 4})) {
      Counted _ = signalled(threads, Math.min(millis, WARM_UP_MILLIS));
      List<Counted> runs = new ArrayList<>();
      for (int run = 0; run < sampling.choose(QUICK_RUNS, RUNS); run++) {
        runs.add(signalled(threads, millis));
      }
      String by = threads + (threads == 1 ? " thread" : " threads");
      rows.add(
          Row.repeated(
              "interrupts." + threads,
              "interruptions queued per signal, "
                  + by
                  + "; none lost of "
                  + runs.stream().mapToLong(Counted::signals).sum(),
              threads == 4 ? (Double) GOAL : null,
              runs.stream().mapToDouble(Counted::queuedPerSignal).toArray()));
      // More is neither better nor worse: a handler that is slow finds more at once.
      rows.add(
          Row.repeated(
                  "interrupts." + threads + ".delivered",
                  "runs of vectors' handlers per interruption queued, " + by,
                  null,
                  runs.stream().mapToDouble(Counted::deliveredPerQueued).toArray())
              .told());
    }
    return rows;
  }

  /**
   * What signals made.
   *
   * @param signals in all
   * @param queued interruptions that became pending
   * @param delivered runs of vectors' handlers
   */
  private record Counted(long signals, long queued, long delivered) {
    private double queuedPerSignal() {
      return (double) queued / signals;
    }

    private double deliveredPerQueued() {
      return (double) delivered / queued;
    }
  }

  /**
   * One run.
   *
   * @throws IllegalStateException where a signal was lost
   */
  private static Counted signalled(int threads, int millis) throws InterruptedException {
    try (Arena arena = Arena.ofShared()) {
      GuestStorage storage = GuestStorage.allocate(arena, 0, 4L * PAGE);
      Cpu cpu = new Cpu(storage, threads);
      AdapterIndicators indicators =
          new AdapterIndicators(
              storage,
              new InterruptRegistration(ISC, threads, true, VECTOR, 0, SUMMARY, 0),
              SummaryTest.BIT,
              cpu.interruption,
              event -> {
                throw new IllegalStateException(event.toString());
              });
      Thread handling = Thread.ofPlatform().start(cpu::run);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      List<Thread> signalling = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int vector = i;
        signalling.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (System.nanoTime() < end) {
                    for (int signal = 0; signal < BURST; signal++) {
                      cpu.said.incrementAndGet(vector * APART);
                      indicators.signal(vector);
                    }
                  }
                }));
      }
      for (Thread each : signalling) {
        each.join();
      }
      cpu.end();
      handling.join();
      return cpu.counted();
    }
  }

  /** One CPU: it sleeps until an interruption is pending. */
  private static final class Cpu implements FloatingHandler.Kernel {
    private final Semaphore wake = new Semaphore(0);
    private final FloatingInterruption interruption = new FloatingInterruption(true, this::kicked);
    private final FloatingHandler handler;
    private final LongAdder queued = new LongAdder();
    private final int vectors;

    /** How often each vector was signalled, each in a line of its own. */
    private final AtomicLongArray said;

    /** How often each was, when its handler ran last. */
    private final long[] seen;

    /** Runs of vectors' handlers. */
    private long delivered;

    private volatile boolean over;

    Cpu(GuestStorage storage, int vectors) {
      this.vectors = vectors;
      this.said = new AtomicLongArray(vectors * APART);
      this.seen = new long[vectors];
      this.handler = new FloatingHandler(storage, this);
      enableSingle();
    }

    private void kicked() {
      queued.increment();
      wake.release();
    }

    private void run() {
      while (!over) {
        wake.acquireUninterruptibly();
        wake.drainPermits();
        take();
      }
      take();
    }

    private void take() {
      while (interruption.take(AdapterInterruption.ALL_SUBCLASSES) >= 0) {
        handler.handle();
      }
    }

    private void end() {
      over = true;
      wake.release();
    }

    /** Once nobody signals and nobody handles any more. */
    private Counted counted() {
      long signals = 0;
      int lost = 0;
      for (int i = 0; i < vectors; i++) {
        signals += said.get(i * APART);
        if (seen[i] != said.get(i * APART)) {
          lost++;
        }
      }
      if (lost > 0) {
        throw new IllegalStateException(
            lost + " of " + vectors + " vectors had a signal that nobody handled");
      }
      return new Counted(signals, queued.sum(), delivered);
    }

    @Override
    public long summary() {
      return SUMMARY;
    }

    @Override
    public int summaryEnd() {
      return 1;
    }

    @Override
    public long vector(int function) {
      return VECTOR;
    }

    @Override
    public int vectorEnd(int function) {
      return vectors;
    }

    @Override
    public void interrupt(int function, int bit) {
      seen[bit] = said.get(bit * APART);
      delivered++;
    }

    @Override
    public boolean enableSingle() {
      return interruption.control(InterruptionControls.SINGLE, ISC);
    }
  }
}
