package io.zpci.machine;

import io.zpci.recording.Comparison;
import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import io.zpci.recording.Replayer;
import io.zpci.verdict.FailureSignature;
import org.jspecify.annotations.Nullable;

/**
 * Issues the operations of a recording again, on the route and with the versions that it names, and
 * compares what becomes of each: verdict, hand and rule. Every line is an operation.
 */
public final class IssuedOperationsReplayer implements Replayer {
  /** A replayer. */
  public IssuedOperationsReplayer() {}

  @Override
  public String kind() {
    return IssuedOperations.KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    IssuedOperations operations = IssuedOperations.parse(recording);
    Comparison.Builder comparison = new Comparison.Builder(recording);
    runner(recording, operations)
        .onItsRoute(run -> {
          for (IssuedOperations.Step step : operations.steps()) {
            comparison.operation();
            compare(comparison, step, IssuedOperations.was(run, step.issued()));
          }
          return comparison;
        });
    return comparison.build();
  }

  /** A runner as {@code recording} names it. */
  static SequenceRunner runner(Recording recording, IssuedOperations operations) {
    try {
      return new SequenceRunner(
          IssuedOperations.route(recording), operations.stack(), operations.device());
    } catch (IllegalArgumentException e) {
      throw recording.header().bad(String.valueOf(e.getMessage()));
    }
  }

  private static void compare(
      Comparison.Builder comparison, IssuedOperations.Step step, FailureSignature now) {
    Line line = step.line();
    FailureSignature was = step.was();
    comparison.compare(line, "verdict", was.verdict(), now.verdict());
    comparison.compare(line, "by", orNothing(was.by()), orNothing(now.by()));
    comparison.compare(line, "rule", orNothing(was.rule()), orNothing(now.rule()));
  }

  private static String orNothing(@Nullable String text) {
    return text == null ? Comparison.Builder.NOTHING : text;
  }
}
