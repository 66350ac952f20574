package io.zpci.guest;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's spinlock: one thread, which stands for one CPU, holds it; any other runs what it was
 * given until the lock is free.
 */
final class SpinLock {
  private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
  private final Runnable spin;

  /**
   * A free lock.
   *
   * @param spin what a waiting CPU does before it looks again
   */
  SpinLock(Runnable spin) {
    this.spin = spin;
  }

  /**
   * Takes the lock.
   *
   * @throws GuestKernelCrash where this CPU holds it already, for it would wait for ever
   */
  void lock() {
    Thread cpu = Thread.currentThread();
    if (cpu.equals(holder.get())) {
      throw new GuestKernelCrash("spinlock recursion");
    }
    while (!holder.compareAndSet(null, cpu)) {
      spin.run();
    }
  }

  /** Frees it. */
  void unlock() {
    holder.set(null);
  }
}
