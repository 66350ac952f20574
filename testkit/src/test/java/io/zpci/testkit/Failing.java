package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Assertions that do not hold. */
final class Failing {
  private Failing() {}

  /** What {@code assertion} fails with. */
  static TraceAssertionError error(Executable assertion) {
    return assertThrows(TraceAssertionError.class, assertion);
  }

  /** What it says, with a newline at its end. */
  static String message(Executable assertion) {
    return error(assertion).getMessage() + "\n";
  }

  /** What it gives an IDE to compare: the expected value, a line, the actual one. */
  static String values(Executable assertion) {
    TraceAssertionError error = error(assertion);
    return error.getExpected().getStringRepresentation()
        + "\n-- but was\n"
        + error.getActual().getStringRepresentation()
        + "\n";
  }
}
