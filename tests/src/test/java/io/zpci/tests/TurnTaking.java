package io.zpci.tests;

import java.util.List;

/**
 * Threads that stand for CPUs, of which one runs at a time: before each step that matters a CPU
 * gives up its turn, and a schedule says who is next. The same schedule gives the same run.
 */
final class TurnTaking {
  private final List<Integer> schedule;
  private final boolean[] done;
  private int at;
  private int turn;

  /**
   * CPUs with numbers from 0.
   *
   * @param schedule who runs at each step; afterwards, and where that CPU is done, they take turns
   */
  TurnTaking(int cpus, List<Integer> schedule) {
    this.done = new boolean[cpus];
    this.schedule = schedule;
    this.turn = next();
  }

  /** Runs {@code programs}, one a CPU, to their end; what a program threw is thrown here. */
  void run(List<Runnable> programs) throws InterruptedException {
    Throwable[] failures = new Throwable[programs.size()];
    Thread[] threads = new Thread[programs.size()];
    for (int cpu = 0; cpu < threads.length; cpu++) {
      int number = cpu;
      threads[cpu] =
          new Thread(
              () -> {
                await(number);
                try {
                  programs.get(number).run();
                } catch (Throwable e) {
                  failures[number] = e;
                }
                finished(number);
              },
              "cpu " + cpu);
      threads[cpu].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Throwable failure : failures) {
      if (failure != null) {
        throw new AssertionError("schedule " + schedule, failure);
      }
    }
  }

  /** The CPU whose turn it is; asked by that CPU. */
  synchronized int cpu() {
    return turn;
  }

  /** Gives up the turn, and comes back when it is this CPU's again. */
  synchronized void yield() {
    int self = turn;
    turn = next();
    notifyAll();
    await(self);
  }

  private synchronized void finished(int cpu) {
    done[cpu] = true;
    turn = next();
    notifyAll();
  }

  private synchronized void await(int cpu) {
    while (turn != cpu) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whom the schedule names, or the next that is not done; -1 where all are. */
  private int next() {
    int wanted = at < schedule.size() ? schedule.get(at) : turn + 1;
    at++;
    for (int i = 0; i < done.length; i++) {
      int cpu = (wanted + i) % done.length;
      if (!done[cpu]) {
        return cpu;
      }
    }
    return -1;
  }
}
