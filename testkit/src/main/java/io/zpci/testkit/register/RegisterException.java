package io.zpci.testkit.register;

import io.zpci.arch.Outcome;
import io.zpci.linux.Errno;

/**
 * A method of a register file that returns a value or nothing failed: the access was issued, and
 * who executed it did not take it. Methods that return how it ended, or that load into a {@link
 * io.zpci.arch.Register} and return it, do not throw this.
 */
public final class RegisterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int result;
  private final boolean errno;

  /**
   * An access that failed.
   *
   * @param access the method and what it issued, for people
   * @param result what the port answered, not 0
   * @param errno whether that is a negative errno; else it is an {@link Outcome}
   */
  RegisterException(String access, int result, boolean errno) {
    super(access + ": " + (errno ? Errno.name(result) : Outcome.describe(result)));
    this.result = result;
    this.errno = errno;
  }

  /**
   * What was answered: an {@link Outcome} where the register file issues instructions, a negative
   * errno where a kernel or a process does it.
   */
  public int result() {
    return result;
  }

  /** Whether {@link #result} is a negative errno. */
  public boolean isErrno() {
    return errno;
  }
}
