package io.zpci.serve;

import io.zpci.posix.Threads;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes events from whichever thread they happen on and hands them to the listener on one of its
 * own, in order: a listener that is slow, a terminal that stands still, keeps no guest waiting.
 * What does not fit any more is left out and counted.
 */
final class EventStream implements AutoCloseable {
  private static final int MOST = 4096;

  private final ServeListener listener;
  private final long start = System.nanoTime();
  private final Deque<Happened> waiting = new ArrayDeque<>();
  private final Thread thread;
  private long missing;
  private boolean closed;

  private record Happened(long nanos, ServeEvent event) {}

  /** Events will go to {@code listener}. */
  EventStream(ServeListener listener) {
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("zpci-events").unstarted(this::run);
  }

  /** They go there from now on, those of before too. */
  void start() {
    thread.start();
  }

  /** Something happened; never waits for the listener. */
  void post(ServeEvent event) {
    long nanos = System.nanoTime() - start;
    synchronized (waiting) {
      if (waiting.size() >= MOST) {
        missing++;
        return;
      }
      if (missing > 0) {
        waiting.add(new Happened(nanos, new ServeEvent.Missing(missing)));
        missing = 0;
      }
      waiting.add(new Happened(nanos, event));
      waiting.notifyAll();
    }
  }

  private void run() {
    while (true) {
      Happened next;
      synchronized (waiting) {
        while (waiting.isEmpty() && !closed) {
          try {
            waiting.wait();
          } catch (InterruptedException e) {
            // Nobody interrupts this thread to end it: close does.
            closed = true;
          }
        }
        next = waiting.poll();
        if (next == null) {
          return;
        }
      }
      listener.happened(next.nanos, next.event);
    }
  }

  /** What has been posted is handed on, if it was started; then nothing more is. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      if (missing > 0) {
        waiting.add(new Happened(System.nanoTime() - start, new ServeEvent.Missing(missing)));
        missing = 0;
      }
      waiting.notifyAll();
    }
    Threads.join(thread);
  }
}
