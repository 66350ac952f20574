package io.zpci.serve;

/** Waiting for threads. */
final class Threads {
  private Threads() {}

  /** Waits for the end of {@code thread}; an interrupt does not shorten that, and is not lost. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
