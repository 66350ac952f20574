package io.zpci.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An interrupt or SIGTERM, on which a command ends as it would by itself, with exit code 0 or the
 * one that it says. While it is open the signal does not end the process before {@link #close}.
 */
final class RequestedEnd implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final PrintWriter err;
  private volatile int code = Exit.FINE;
  private final Thread hook = new Thread(this::end, "zpci-end");

  private RequestedEnd(PrintWriter err) {
    this.err = err;
  }

  /** From now on; {@code err} is told where the end is not reached. */
  static RequestedEnd of(PrintWriter err) {
    RequestedEnd end = new RequestedEnd(err);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /**
   * Waits until somebody asks for the end: by a signal, or in a program that runs the command by an
   * interrupt of its thread, which stays interrupted.
   */
  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether somebody has asked for the end by a signal. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** The command ends with {@code exit} where a signal ends it. */
  void with(int exit) {
    code = exit;
  }

  /** Runs when the JVM has been told to end; it goes on until this has. */
  private void end() {
    asked.countDown();
    int exit = Exit.INTERNAL;
    try {
      if (reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        exit = code;
      } else {
        err.print("zpci: the end was not reached in " + PATIENCE_SECONDS + " seconds\n");
        err.flush();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if somebody does, the end was not reached.
    }
    // Only so does a JVM that a signal ends have an exit code of its own.
    Runtime.getRuntime().halt(exit);
  }

  /** The command has ended: nothing of it is left. */
  @Override
  public void close() {
    reached.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and the hook with it.
    }
  }
}
