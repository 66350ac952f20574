package io.zpci.testkit;

import io.zpci.verdict.Ladder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What a test that failed says beside its assertion: the operation to blame, its verdict, the rule,
 * the ladder of hands, and on what the test ran.
 *
 * @param text some lines, without a newline at the end
 */
record FailureReport(String text) {
  /** What happened on {@code stand} in a test that threw {@code thrown}. */
  static FailureReport of(TestStand stand, Throwable thrown) {
    String ran = stand.describe();
    if (thrown instanceof TraceAssertionError error && error.operation() != null) {
      // Its message has the operation that it is about, with the hands.
      return new FailureReport(ran);
    }
    return new FailureReport(
        Blame.of(stand.recorder().roots(), stand.recorder().judge())
            .map(blame -> blamed(blame) + "\n" + ran + unverified(blame))
            .orElse("no operation was issued\n" + ran));
  }

  private static String blamed(Blame blame) {
    return blame.sentence() + "\n" + Ladder.text(blame.root()).stripTrailing();
  }

  private static String unverified(Blame blame) {
    return blame.judgement().unverified().stream()
        .map(reason -> "\n(u) unverified: " + reason)
        .collect(Collectors.joining());
  }

  /**
   * {@code thrown} with this report. An assertion's message gets it at its end: the error is one of
   * the same expected and actual values, with {@code thrown} as its cause. Any other exception
   * stays what it is, and the report is suppressed in it.
   */
  Throwable added(Throwable thrown) {
    if (!(thrown instanceof AssertionError)) {
      thrown.addSuppressed(new OperationToBlame(text));
      return thrown;
    }
    String message = message(thrown.getMessage());
    AssertionFailedError told =
        thrown instanceof AssertionFailedError failed
                && failed.isExpectedDefined()
                && failed.isActualDefined()
            ? new AssertionFailedError(message, failed.getExpected(), failed.getActual(), thrown)
            : new AssertionFailedError(message, thrown);
    told.setStackTrace(thrown.getStackTrace());
    return told;
  }

  private String message(@Nullable String before) {
    return before == null ? text : before + "\n\n" + text;
  }
}
