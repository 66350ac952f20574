package io.zpci.machine;

import io.zpci.function.FunctionFacts;
import io.zpci.ism.IsmFacts;
import io.zpci.recording.FunctionOperation;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.FunctionOperations.Step;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import io.zpci.workload.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a recording of kind function-operations to the shortest part of which an operation still
 * fails in the same way on a route. Mappings, resets and the like are lines as any other: they stay
 * where the failure needs them. No line is changed.
 */
public final class RecordingShrink {
  private final Route route;
  private final Stack stack;
  private final Recording recording;
  private final FunctionOperations operations;

  /**
   * Shrinks {@code recording} on {@code route}.
   *
   * @throws io.zpci.recording.RecordingException where it is of another kind, or a line cannot be
   *     understood
   * @throws IllegalArgumentException where the route cannot be taken
   */
  public RecordingShrink(Route route, Stack stack, Recording recording) {
    if (!recording.kind().equals(FunctionOperations.KIND)) {
      throw recording
          .header()
          .bad(
              "a recording of kind "
                  + FunctionOperations.KIND
                  + " was expected, got "
                  + recording.kind());
    }
    this.route = route;
    this.stack = stack;
    this.recording = recording;
    this.operations = FunctionOperations.parse(recording);
    FunctionFacts facts = IsmFacts.plain(RouteRun.PCHID);
    String unavailable = route.unavailable(new HostMachine(stack, Tap.NONE).facts(facts));
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

  /**
   * The shortest part.
   *
   * @param shrunk what is left: steps, each with the outputs that the recording has for it
   * @param failed the operation that fails, with its line in the whole recording
   * @param lines a recording of what is left: the header and the lines as they were
   */
  public record Shortest(Shrunk<Step> shrunk, Failed failed, List<String> lines) {
    public Shortest {
      lines = List.copyOf(lines);
    }
  }

  /** The first operation whose failure is {@code wanted}; null where there is none. */
  public @Nullable Failed first(Predicate<FailureSignature> wanted) {
    return first(operations.steps(), wanted);
  }

  /**
   * The shortest part in which an operation fails as {@code failure} says.
   *
   * @param attempts how often a part may be run
   * @throws IllegalArgumentException where no operation of the recording fails so
   */
  public Shortest shrink(FailureSignature failure, int attempts) {
    Failed whole = first(failure::equals);
    if (whole == null) {
      throw new IllegalArgumentException("no operation was " + failure.describe());
    }
    // What came behind the operation goes first, so that it is kept as long as it can be.
    List<Step> upToIt =
        operations.steps().stream()
            .filter(step -> step.input().line().number() <= whole.line())
            .toList();
    Shrunk<Step> shrunk =
        new Shrinker<Step>(Simplifier.none(), attempts)
            .shrink(upToIt, part -> first(part, failure::equals) != null);
    Failed failed = first(shrunk.elements(), failure::equals);
    if (failed == null) {
      throw new IllegalStateException("the same part failed and then did not");
    }
    List<String> lines = new ArrayList<>();
    lines.add(recording.header().node().toString());
    for (Step step : shrunk.elements()) {
      lines.add(step.input().line().node().toString());
      for (FunctionOperation.Output output : step.outputs()) {
        lines.add(output.line().node().toString());
      }
    }
    return new Shortest(shrunk, failed, lines);
  }

  private @Nullable Failed first(List<Step> steps, Predicate<FailureSignature> wanted) {
    FunctionOperations part =
        new FunctionOperations(
            operations.gids(), operations.msix(), operations.notices(), List.of(), steps);
    First first = new First(wanted);
    try (RouteRun run = new RouteRun(route, part, stack, first)) {
      run.run();
    }
    return first.found;
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
}
