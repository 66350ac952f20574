package io.zpci.arch;

/**
 * How an instruction ended, packed into an int so that the path does not allocate: a condition
 * code, with cc 1 a status, or a program interruption. {@link #OK} is 0.
 *
 * <p>Layout: bits 0-1 (least significant) condition code, bits 8-15 status, bits 16-31
 * program-interruption code. Source: spec zpci 3.
 */
public final class Outcome {
  /** Condition code 0: done. */
  public static final int OK = 0;

  /** Condition code 2: busy. */
  public static final int BUSY = 2;

  /** Condition code 3: the handle is invalid or the function is gone. */
  public static final int INVALID_HANDLE = 3;

  private Outcome() {}

  /** Condition code 1 with {@code status} (0 to 255). */
  public static int error(int status) {
    return 1 | (status & 0xff) << 8;
  }

  /** A program interruption. */
  public static int exception(ProgramInterruption interruption) {
    return interruption.code() << 16;
  }

  /** Whether the instruction ended with a program interruption; then there is no condition code. */
  public static boolean isException(int outcome) {
    return outcome >>> 16 != 0;
  }

  /** The program interruption of an outcome for which {@link #isException} holds. */
  public static ProgramInterruption interruption(int outcome) {
    return ProgramInterruption.of(outcome >>> 16);
  }

  /** The condition code, 0 to 3; meaningless for an exception. */
  public static int cc(int outcome) {
    return outcome & 3;
  }

  /** Whether a status is reported: condition code 1. */
  public static boolean hasStatus(int outcome) {
    return !isException(outcome) && cc(outcome) == 1;
  }

  /** The status, 0 unless {@link #hasStatus}. */
  public static int status(int outcome) {
    return outcome >>> 8 & 0xff;
  }

  /** For people: {@code cc 0}, {@code cc 1 status 20}, {@code specification exception}. */
  public static String describe(int outcome) {
    if (isException(outcome)) {
      return interruption(outcome).word() + " exception";
    }
    return hasStatus(outcome) ? "cc 1 status " + status(outcome) : "cc " + cc(outcome);
  }
}
