package io.zpci.machine;

import io.zpci.linux.LinuxKernel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A CPU of the host that is always free to take an interruption. A handler may cause another one: it
 * is taken by the loop that runs, not inside the handler. So it is with two threads; one of them
 * runs the handlers of both, and none is lost.
 */
final class HostCpu {
  private final AtomicInteger kicks = new AtomicInteger();
  private volatile @Nullable LinuxKernel kernel;

  /** A CPU that runs nothing. */
  HostCpu() {}

  /** What it runs; null before {@link #run}. */
  @Nullable LinuxKernel kernel() {
    return kernel;
  }

  /** From now on it runs {@code booted}, which takes what is pending. */
  void run(LinuxKernel booted) {
    kernel = booted;
    takeInterruptions();
  }

  /** Takes what is pending; nothing where it runs nothing, or another call is at it. */
  void takeInterruptions() {
    LinuxKernel running = kernel;
    if (running == null || kicks.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      int unused = running.takeInterruptions();
      seen = kicks.addAndGet(-seen);
    } while (seen != 0);
  }
}
