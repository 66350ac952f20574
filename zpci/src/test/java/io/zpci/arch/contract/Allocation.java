package io.zpci.arch.contract;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes an operation allocates, by the counter that the JVM keeps for each thread. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Enough to link every call site and to touch every page. */
  private static final int WARM_UP = 40;

  /** So many rounds are always done. */
  private static final int ROUNDS = 3;

  /** As many as it takes until one is clean, at most this: a method handle is made over late. */
  private static final int MOST_ROUNDS = 50;

  /** How many operations are measured together. */
  public static final int OPERATIONS = 40;

  private Allocation() {}

  /**
   * The bytes that {@code operation} allocates when it is done {@link #OPERATIONS} times, once it
   * is warm. The least of some rounds counts: what happens once, a class that is initialised late
   * say, is in one of them; what happens with each operation is in all.
   */
  public static long of(Runnable operation) {
    for (int i = 0; i < WARM_UP; i++) {
      operation.run();
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS || (least > 0 && round < MOST_ROUNDS); round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < OPERATIONS; i++) {
        operation.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
