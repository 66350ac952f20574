package io.zpci.testkit;

import io.zpci.verdict.Crossing;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * An assertion on a trace that does not hold. Its message ends with the ladder of hands of the
 * operation that it is about, where there is one: who prints failures need not print it again.
 */
public final class TraceAssertionError extends AssertionFailedError {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Crossing operation;

  TraceAssertionError(
      String message, Object expected, Object actual, @Nullable Crossing operation) {
    super(message, expected, actual);
    this.operation = operation;
  }

  /** The issued operation that the message is about; null where it is about none. */
  public @Nullable Crossing operation() {
    return operation;
  }
}
