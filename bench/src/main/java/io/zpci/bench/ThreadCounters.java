package io.zpci.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What an iteration did: JMH clears it before and reads it after each. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class ThreadCounters {
  /** What was timed: moves, or calls. */
  public long operations;

  /** Nanoseconds that the CPU spent on this thread. */
  public long cpu;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  /** Nothing yet. */
  public ThreadCounters() {}

  /** Looks at the thread's clock. */
  @Setup(Level.Iteration)
  public void begin() {
    before = threads.getCurrentThreadCpuTime();
  }

  /** Looks again. */
  @TearDown(Level.Iteration)
  public void end() {
    cpu = threads.getCurrentThreadCpuTime() - before;
  }
}
