package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingHandler;

/**
 * A kernel with floating interrupts of two functions, around its handler.
 *
 * @param facility through which it is interrupted
 * @param isc the subclass
 * @param summary address of the summary, one bit a function
 * @param vectors address of function 0's vector, one word a function
 */
record FloatingKernel(
    Ports ports,
    AdapterInterruption facility,
    int isc,
    long summary,
    long vectors,
    TwoFunctions functions)
    implements FloatingHandler.Kernel {
  @Override
  public int summaryEnd() {
    return 2;
  }

  @Override
  public long vector(int function) {
    return vectors + 4L * function;
  }

  @Override
  public int vectorEnd(int function) {
    return 1;
  }

  @Override
  public void interrupt(int function, int bit) {
    functions.handle(ports, function);
  }

  @Override
  public boolean enableSingle() {
    return facility.control(InterruptionControls.SINGLE, isc);
  }
}
