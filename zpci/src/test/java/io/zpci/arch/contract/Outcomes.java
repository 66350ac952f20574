package io.zpci.arch.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import java.util.function.Supplier;

/** What an {@link Outcome} can be. */
public final class Outcomes {
  private Outcomes() {}

  /**
   * Whether {@code outcome} is one that the architecture has: a condition code, with cc 1 a status,
   * or a program interruption, and nothing beside it.
   */
  public static boolean isArchitected(int outcome) {
    if (Outcome.isException(outcome)) {
      for (ProgramInterruption each : ProgramInterruption.values()) {
        if (outcome == Outcome.exception(each)) {
          return true;
        }
      }
      return false;
    }
    return outcome == Outcome.OK
        || outcome == Outcome.BUSY
        || outcome == Outcome.INVALID_HANDLE
        || outcome == Outcome.error(Outcome.status(outcome));
  }

  /** Fails where {@code outcome} is not {@link #isArchitected}. */
  public static void check(int outcome, Supplier<String> where) {
    if (!isArchitected(outcome)) {
      fail("answered 0x%x, which is no outcome: %s".formatted(outcome, where.get()));
    }
  }

  /** Whether {@code value} has no bits above its {@code length} low-order bytes. */
  public static boolean fits(long value, int length) {
    return length >= 8 || value >>> 8 * length == 0;
  }
}
