package io.zpci.vfiouser;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a thread waits until a test lets it pass. */
final class Gate {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** Waits until it is open. */
  void pass() {
    reached.countDown();
    wait(opened);
  }

  /** Waits until somebody wants to pass. */
  void awaitSomebody() {
    wait(reached);
  }

  void open() {
    opened.countDown();
  }

  private static void wait(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
