package io.zpci.testkit;

import java.io.Serial;

/**
 * Carries the report of a failed test inside an exception that is no assertion. It is never thrown
 * and has no stack.
 */
final class OperationToBlame extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** The report, as a message. */
  OperationToBlame(String report) {
    super(report, null, false, false);
  }
}
