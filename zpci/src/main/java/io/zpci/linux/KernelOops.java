package io.zpci.linux;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;

/**
 * A kernel died: MPCIFC, RPCIT, STPCIFC, SIC or PCIWB ended with a program interruption, and the
 * kernel has no entry in its exception table for them. Nothing in the kernel catches it. Source:
 * spec zpci 4.9.
 */
public final class KernelOops extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProgramInterruption interruption;

  /**
   * The oops at an instruction.
   *
   * @param instruction its name: {@code mpcifc}
   * @param outcome how it ended, an exception
   */
  public KernelOops(String instruction, int outcome) {
    super("kernel crash: " + Outcome.interruption(outcome).word() + " exception of " + instruction);
    this.interruption = Outcome.interruption(outcome);
  }

  /** The program interruption. */
  public ProgramInterruption interruption() {
    return interruption;
  }
}
