package io.zpci.machine;

import io.zpci.recording.FunctionOperation;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.FunctionOperations.Step;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import io.zpci.workload.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a recording of kind function-operations to the shortest part of which an operation still
 * fails in the same way on a route. Mappings, resets and the like are lines as any other: they stay
 * where the failure needs them. No line is changed.
 */
public final class RecordingShrink {
  private final RecordingRunner runner;
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
    this.recording = recording;
    this.operations = FunctionOperations.parse(recording);
    this.runner = new RecordingRunner(route, stack);
  }

  /**
   * The shortest part.
   *
   * @param runner of route and versions that it fails with
   * @param shrunk what is left: steps, each with the outputs that the recording has for it; the
   *     last is the operation that fails
   * @param failed that operation, with its line in the whole recording
   * @param lines a recording of what is left: the header and the lines as they were
   */
  public record Shortest(
      RecordingRunner runner,
      Shrunk<Step> shrunk,
      RecordingRunner.Failed failed,
      List<String> lines) {
    public Shortest {
      lines = List.copyOf(lines);
    }

    /** How many steps are left. */
    public int steps() {
      return shrunk.elements().size();
    }

    /**
     * What is left as operations on a function that is prepared as {@link
     * io.zpci.workload.IsmScene#PREPARED} says, each as simple as can be, without mappings and
     * other functions; where the last of them fails there in the same way.
     *
     * @param attempts how often they may be run to make them simpler
     * @param watcher is told of each run
     * @return empty where it needs what was left out
     */
    public Optional<SequenceShrink.Shortest> asSequence(int attempts, Shrinker.Watcher watcher) {
      String function = shrunk.elements().getLast().input().function();
      List<Issued> sequence =
          shrunk.elements().stream()
              .map(Step::input)
              .filter(input -> input.function().equals(function))
              .flatMap(input -> RouteRun.issued(input).stream())
              .toList();
      SequenceRunner sequences =
          new SequenceRunner(runner.route(), runner.stack(), DeviceModel.ISM);
      SequenceShrink shrink = new SequenceShrink(sequences, sequence);
      FailureSignature wanted = failed.failure().signature();
      return shrink.first(wanted::equals) == null
          ? Optional.empty()
          : Optional.of(shrink.shrink(wanted, attempts, watcher));
    }
  }

  /** How many steps the recording has. */
  public int steps() {
    return operations.steps().size();
  }

  /** The first operation whose failure is {@code wanted}; null where there is none. */
  public RecordingRunner.@Nullable Failed first(Predicate<FailureSignature> wanted) {
    return runner.first(operations, wanted);
  }

  /**
   * The shortest part in which an operation fails as {@code failure} says.
   *
   * @param attempts how often a part may be run
   * @throws IllegalArgumentException where no operation of the recording fails so
   */
  public Shortest shrink(FailureSignature failure, int attempts) {
    return shrink(failure, attempts, Shrinker.Watcher.NONE);
  }

  /**
   * The same, followed by {@code watcher}.
   *
   * @throws IllegalArgumentException where no operation of the recording fails so
   */
  public Shortest shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher) {
    RecordingRunner.Failed whole = first(failure::equals);
    if (whole == null) {
      throw new IllegalArgumentException("no operation was " + failure.describe());
    }
    // What came behind the operation goes first, so that it is kept as long as it can be.
    Shrunk<Step> shrunk =
        new Shrinker<Step>(Simplifier.none(), attempts)
            .watchedBy(watcher)
            .shrink(
                upTo(whole.line(), operations.steps()),
                part -> runner.first(part(part), failure::equals) != null);
    RecordingRunner.Failed failed = runner.first(part(shrunk.elements()), failure::equals);
    if (failed == null) {
      throw new IllegalStateException("the same part failed and then did not");
    }
    // Only where the runs ran out is there anything behind the one that fails.
    List<Step> left = upTo(failed.line(), shrunk.elements());
    List<String> lines = new ArrayList<>();
    lines.add(recording.header().node().toString());
    for (Step step : left) {
      lines.add(step.input().line().node().toString());
      for (FunctionOperation.Output output : step.outputs()) {
        lines.add(output.line().node().toString());
      }
    }
    return new Shortest(runner, new Shrunk<>(left, shrunk.runs(), shrunk.minimal()), failed, lines);
  }

  private static List<Step> upTo(int line, List<Step> steps) {
    return steps.stream().filter(step -> step.input().line().number() <= line).toList();
  }

  private FunctionOperations part(List<Step> steps) {
    return new FunctionOperations(
        operations.gids(), operations.msix(), operations.notices(), List.of(), steps);
  }
}
