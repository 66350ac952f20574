package io.zpci.interrupt;

import io.zpci.storage.InterlockedStorage;

/**
 * Linux's handlers in directed mode. A directed interruption scans its CPU's own vector in the two
 * passes of {@link FloatingHandler}. A floating one is the machine's fallback for a CPU that it
 * could not interrupt: the fallback summary has one bit per CPU, and each CPU it names is made to
 * scan its vector by an IPI.
 *
 * <p>Not wired: the kernels of {@code io.zpci.linux} use floating mode only. Source: spec zpci 12.6
 * ({@code zpci_directed_irq_handler}).
 */
public final class DirectedHandler {
  /** The kernel around the handler. */
  public interface Kernel {
    /** The fallback summary's address. */
    long summary();

    /** CPUs: bits of the fallback summary. */
    int cpus();

    /** The address of the vector of {@code cpu}. */
    long vector(int cpu);

    /** One more than the highest bit in use, of every CPU's vector. */
    int vectorEnd();

    /** Runs the handler of {@code bit}, which was found set in the vector of {@code cpu}. */
    void interrupt(int cpu, int bit);

    /** SIC on {@code cpu} for one more directed interruption; false where that fails. */
    boolean enableDirectedSingle(int cpu);

    /** SIC for one more floating interruption; false where that fails. */
    boolean enableSingle();

    /**
     * Adds {@code delta} to the scans that {@code cpu} still has to do, in one indivisible step.
     *
     * @return the sum
     */
    int addScheduled(int cpu, int delta);

    /** An IPI: {@code cpu} calls {@link DirectedHandler#remote} some time. */
    void call(int cpu);
  }

  private final InterlockedStorage storage;
  private final Kernel kernel;

  /** Handlers over {@code storage}. */
  public DirectedHandler(InterlockedStorage storage, Kernel kernel) {
    this.storage = storage;
    this.kernel = kernel;
  }

  /** A directed interruption of {@code cpu}. */
  public void directed(int cpu) {
    scan(cpu);
    if (kernel.enableDirectedSingle(cpu)) {
      scan(cpu);
    }
  }

  /** A floating interruption: the fallback. */
  public void fallback() {
    boolean interruptionsOn = false;
    int cpu = 0;
    while (true) {
      cpu = IndicatorVector.scan(storage, kernel.summary(), cpu, kernel.cpus());
      if (cpu >= 0) {
        if (kernel.addScheduled(cpu, 1) == 1) {
          kernel.call(cpu);
        }
      } else if (interruptionsOn || !kernel.enableSingle()) {
        return;
      } else {
        interruptionsOn = true;
        cpu = 0;
      }
    }
  }

  /** What the IPI runs on {@code cpu}: one scan for each time it was asked to, none enables. */
  public void remote(int cpu) {
    do {
      scan(cpu);
    } while (kernel.addScheduled(cpu, -1) != 0);
  }

  private void scan(int cpu) {
    int bit = 0;
    while ((bit = IndicatorVector.scan(storage, kernel.vector(cpu), bit, kernel.vectorEnd()))
        >= 0) {
      kernel.interrupt(cpu, bit);
    }
  }
}
