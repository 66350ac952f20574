package io.zpci.interrupt;

import io.zpci.storage.InterlockedStorage;

/**
 * Linux's handler of floating adapter interruptions, in its two passes: scan the summary and each
 * function it names; once nothing is left switch interruptions on again with SIC; scan once more,
 * for what came meanwhile made no interruption. Source: spec zpci 12.6 ({@code
 * zpci_floating_irq_handler}).
 *
 * <p>A summary bit is cleared before its function's vector is scanned, and the scan of the summary
 * goes on from the bit it found, not from the next: set again, it is seen again.
 *
 * <p>Any number of CPUs may run one handler at the same time.
 */
public final class FloatingHandler {
  /** The kernel around the handler. */
  public interface Kernel {
    /** The summary's address. */
    long summary();

    /** One more than the highest summary bit in use. */
    int summaryEnd();

    /** The address of the vector of the function with summary bit {@code function}. */
    long vector(int function);

    /** One more than the highest bit in use of the vector of {@code function}; 0 without one. */
    int vectorEnd(int function);

    /** Runs the handler of {@code bit} of {@code function}'s vector, which was found set. */
    void interrupt(int function, int bit);

    /** SIC for one more interruption; false where that fails. */
    boolean enableSingle();
  }

  private final InterlockedStorage storage;
  private final Kernel kernel;

  /** A handler over {@code storage}. */
  public FloatingHandler(InterlockedStorage storage, Kernel kernel) {
    this.storage = storage;
    this.kernel = kernel;
  }

  /** One interruption. */
  public void handle() {
    boolean interruptionsOn = false;
    int function = 0;
    while (true) {
      function = IndicatorVector.scan(storage, kernel.summary(), function, kernel.summaryEnd());
      if (function >= 0) {
        scan(function);
      } else if (interruptionsOn || !kernel.enableSingle()) {
        return;
      } else {
        interruptionsOn = true;
        function = 0;
      }
    }
  }

  private void scan(int function) {
    int end = kernel.vectorEnd(function);
    int bit = 0;
    while ((bit = IndicatorVector.scan(storage, kernel.vector(function), bit, end)) >= 0) {
      kernel.interrupt(function, bit);
    }
  }
}
