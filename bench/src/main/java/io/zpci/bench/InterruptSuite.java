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
 * signal: without indicators it would be one. None may be lost: what the last signal of each thread
 * set has been seen when all is over.
 */
final class InterruptSuite implements Suite {
  private static final double GOAL = 0.2;
  private static final int ISC = 3;
  private static final int PAGE = 4096;
  private static final long SUMMARY = PAGE;
  private static final long VECTOR = 2L * PAGE;
  private static final int MILLIS = 1000;

  /** Signals between two looks at the clock. */
  private static final int BURST = 64;

  /** Longs between two that different threads write. */
  private static final int APART = 16;

  InterruptSuite() {}

  @Override
  public String name() {
    return "interrupts";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int threads : sampling.choose(new int[] {1, 4}, new int[] {1, 2, 3, 4})) {
      Counted counted = signalled(threads);
      if (counted.lost() > 0) {
        throw new IllegalStateException(
            counted.lost() + " of " + threads + " vectors had a signal that nobody handled");
      }
      rows.add(
          Row.exact(
              "interrupts." + threads,
              "interruptions queued per signal, "
                  + threads
                  + (threads == 1 ? " thread" : " threads")
                  + "; none lost of "
                  + counted.signals(),
              (double) counted.queued() / counted.signals(),
              threads == 4 ? (Double) GOAL : null));
    }
    return rows;
  }

  /**
   * What signals made.
   *
   * @param signals in all
   * @param queued interruptions that became pending
   * @param lost vectors whose last signal nobody handled
   */
  private record Counted(long signals, long queued, int lost) {}

  private static Counted signalled(int threads) throws InterruptedException {
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
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
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
      return new Counted(signals, queued.sum(), lost);
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
    }

    @Override
    public boolean enableSingle() {
      return interruption.control(InterruptionControls.SINGLE, ISC);
    }
  }
}
