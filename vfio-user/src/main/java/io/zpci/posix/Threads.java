package io.zpci.posix;

/** Waiting for threads. */
public final class Threads {
  private Threads() {}

  /** Waits for the end of {@code thread}; an interrupt does not shorten that, and is not lost. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
