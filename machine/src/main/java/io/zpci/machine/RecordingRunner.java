package io.zpci.machine;

import io.zpci.ism.IsmFacts;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Issued;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs recordings of kind function-operations on a route, each on a machine of its own, and says
 * where they fail. The same recording fails in the same way every time.
 */
public final class RecordingRunner {
  private final Route route;
  private final Stack stack;

  /**
   * A runner on {@code route}.
   *
   * @throws IllegalArgumentException where the route cannot be taken
   */
  public RecordingRunner(Route route, Stack stack) {
    this.route = route;
    this.stack = stack;
    String unavailable =
        route.unavailable(new HostMachine(stack, Tap.NONE).facts(IsmFacts.plain(RouteRun.PCHID)));
    if (unavailable != null) {
      throw new IllegalArgumentException("route " + route.name() + ": " + unavailable);
    }
  }

  /**
   * An operation that failed.
   *
   * @param line of the recording
   * @param failure how; its index counts the operations before it
   */
  public record Failed(int line, SequenceFailure.OfOperation failure) {}

  /** The route. */
  public Route route() {
    return route;
  }

  /** The versions and switches. */
  public Stack stack() {
    return stack;
  }

  /**
   * The first operation that was not delivered as one or broke a rule, and whose failure is {@code
   * wanted}; null where there is none. What is behind it is not run.
   */
  public @Nullable Failed first(FunctionOperations operations, Predicate<FailureSignature> wanted) {
    First first = new First(wanted);
    try (RouteRun run = new RouteRun(route, operations, stack, first)) {
      run.run();
    }
    return first.found;
  }

  /**
   * Runs a recording to its end, whatever becomes of its operations.
   *
   * @param text of the recording: its header, and a line for each input and output
   * @return the failure of its last operation; null where that one did not fail
   * @throws io.zpci.recording.RecordingException where it cannot be understood
   */
  public SequenceFailure.@Nullable OfOperation last(String text) {
    Recording recording = Recording.parse("recording", text.lines().toList());
    Last last = new Last();
    try (RouteRun run = new RouteRun(route, FunctionOperations.parse(recording), stack, last)) {
      run.run();
    }
    return last.failure;
  }

  /** Looks for the first failure of one kind. */
  private static final class First implements RouteRun.Sink {
    private final Predicate<FailureSignature> wanted;
    private @Nullable Failed found;
    private int count;

    First(Predicate<FailureSignature> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void issued(
        int line, Issued issued, GuestResult told, Crossing root, Judgement judgement) {
      if (SequenceRun.Criterion.NOT_WHOLE.fails(issued, told, judgement)
          && wanted.test(FailureSignature.of(judgement))) {
        found =
            new Failed(line, new SequenceFailure.OfOperation(count, issued, told, judgement, root));
      }
      count++;
    }

    @Override
    public void noIssuer(int line, Issued issued, String why) {
      // Nothing was issued that could fail.
    }

    @Override
    public boolean enough() {
      return found != null;
    }
  }

  /** Keeps what became of the last operation, where it failed. */
  private static final class Last implements RouteRun.Sink {
    private SequenceFailure.@Nullable OfOperation failure;
    private int count;

    @Override
    public void issued(
        int line, Issued issued, GuestResult told, Crossing root, Judgement judgement) {
      boolean fails = SequenceRun.Criterion.NOT_WHOLE.fails(issued, told, judgement);
      failure =
          fails ? new SequenceFailure.OfOperation(count, issued, told, judgement, root) : null;
      count++;
    }

    @Override
    public void noIssuer(int line, Issued issued, String why) {
      failure = null;
    }
  }
}
