package io.zpci.cli;

import io.zpci.machine.IssuedOperations;
import io.zpci.machine.RecordingRunner;
import io.zpci.machine.RecordingShrink;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.SequenceShrink;
import io.zpci.machine.SequenceTestSource;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioShrink;
import io.zpci.scenario.ScenarioWriter;
import io.zpci.scenario.ShrunkScenario;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A file that is shrunk on a route, by its kind. */
sealed interface ShrinkInput {
  /** How many steps it has. */
  int steps();

  /** How the first operation fails whose failure is {@code wanted}; null where none does. */
  @Nullable FailureSignature first(Predicate<FailureSignature> wanted);

  /** The shortest part with an operation that fails as {@code failure}, which one does. */
  Left shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher);

  /**
   * What is left of it.
   *
   * @param steps how many steps
   * @param runs how often parts were run
   * @param minimal whether nothing more can go
   * @param failure {@code line 8, pcistb 2 0x8 8: refused by qemu, qemu.pcistb.7}
   * @param operations what is left as operations alone, each as simple as can be; empty where it
   *     needs more than operations
   * @param recording the text of a recording of it; null where it is of a scenario
   * @param scenario the text of a scenario of it; null where it needs a recording's mappings
   * @param test the source of a test of it, by the name of its class
   */
  record Left(
      int steps,
      int runs,
      boolean minimal,
      String failure,
      List<Issued> operations,
      @Nullable String recording,
      @Nullable String scenario,
      UnaryOperator<String> test) {}

  /**
   * The file {@code recording}.
   *
   * @throws io.zpci.recording.RecordingException where it is of another kind, or a line cannot be
   *     understood
   * @throws IllegalArgumentException where the route cannot be taken
   */
  static ShrinkInput of(Recording recording, Route route, Stack stack) {
    String origin = name(recording.file());
    if (!recording.kind().equals(IssuedOperations.KIND)) {
      return new Functions(new RecordingShrink(route, stack, recording), origin);
    }
    IssuedOperations operations = IssuedOperations.parse(recording);
    SequenceRunner runner = new SequenceRunner(route, stack, operations.device());
    return new Operations(new SequenceShrink(runner, operations.issued()), operations, origin);
  }

  /**
   * The scenario {@code scenario}.
   *
   * @param file what it was called
   * @throws IllegalArgumentException where the route cannot be taken
   */
  static ShrinkInput of(String file, Scenario scenario, Route route, Stack stack) {
    return new Workload(new ScenarioShrink(scenario, stack, route), name(file));
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String said(String place, Issued issued, SequenceFailure failure) {
    return place + ", " + issued.describe() + ": " + failure.signature().describe();
  }

  private static List<Issued> operations(Optional<SequenceShrink.Shortest> sequence) {
    return sequence.map(each -> each.shrunk().elements()).orElse(List.of());
  }

  private static String scenario(SequenceShrink.Shortest sequence, String origin) {
    return ScenarioWriter.write(ShrunkScenario.of(sequence, origin));
  }

  /** A recording of what functions saw. */
  record Functions(RecordingShrink shrink, String origin) implements ShrinkInput {
    @Override
    public int steps() {
      return shrink.steps();
    }

    @Override
    public @Nullable FailureSignature first(Predicate<FailureSignature> wanted) {
      RecordingRunner.Failed failed = shrink.first(wanted);
      return failed == null ? null : failed.failure().signature();
    }

    @Override
    public Left shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher) {
      RecordingShrink.Shortest shortest = shrink.shrink(failure, attempts, watcher);
      SequenceFailure.OfOperation failed = shortest.failed().failure();
      int runs = shortest.shrunk().runs();
      Optional<SequenceShrink.Shortest> sequence =
          shortest.asSequence(
              attempts, (more, left) -> watcher.goesOn(runs + more, shortest.steps()));
      return new Left(
          shortest.steps(),
          runs,
          shortest.shrunk().minimal(),
          said("line " + shortest.failed().line(), failed.issued(), failed),
          operations(sequence),
          text(shortest.lines()),
          sequence.map(each -> scenario(each, origin)).orElse(null),
          name ->
              sequence
                  .map(each -> SequenceTestSource.of(each, origin, name))
                  .orElseGet(() -> SequenceTestSource.of(shortest, origin, name)));
    }
  }

  /** A recording of what a guest or a process issued. */
  record Operations(SequenceShrink shrink, IssuedOperations operations, String origin)
      implements ShrinkInput {
    @Override
    public int steps() {
      return operations.steps().size();
    }

    @Override
    public @Nullable FailureSignature first(Predicate<FailureSignature> wanted) {
      SequenceFailure failed = shrink.first(wanted);
      return failed == null ? null : failed.signature();
    }

    @Override
    public Left shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher) {
      SequenceShrink.Shortest shortest = shrink.shrink(failure, attempts, watcher);
      List<Issued> left = shortest.shrunk().elements();
      IssuedOperations.Step failed = operations.steps().get(shortest.first().index());
      return new Left(
          left.size(),
          shortest.shrunk().runs(),
          shortest.shrunk().minimal(),
          said("line " + failed.line().number(), failed.issued(), shortest.first()),
          left,
          text(IssuedOperations.record(shortest.runner(), left)),
          scenario(shortest, origin),
          name -> SequenceTestSource.of(shortest, origin, name));
    }
  }

  /** The workload of a scenario. */
  record Workload(ScenarioShrink shrink, String origin) implements ShrinkInput {
    @Override
    public int steps() {
      return shrink.steps();
    }

    @Override
    public @Nullable FailureSignature first(Predicate<FailureSignature> wanted) {
      ScenarioShrink.Failed failed = shrink.first(wanted);
      return failed == null ? null : failed.failure().signature();
    }

    @Override
    public Left shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher) {
      ScenarioShrink.Shortest shortest = shrink.shrink(failure, attempts, watcher, origin);
      SequenceFailure.OfOperation failed = shortest.failed().failure();
      int runs = shortest.shrunk().runs();
      Optional<SequenceShrink.Shortest> sequence =
          shrink.asSequence(
              shortest, attempts, (more, left) -> watcher.goesOn(runs + more, shortest.steps()));
      return new Left(
          shortest.steps(),
          runs,
          shortest.shrunk().minimal(),
          said("step " + shortest.failed().step(), failed.issued(), failed),
          operations(sequence),
          null,
          sequence
              .map(each -> scenario(each, origin))
              .orElseGet(() -> ScenarioWriter.write(shortest.scenario())),
          name ->
              sequence
                  .map(each -> SequenceTestSource.of(each, origin, name))
                  .orElseGet(() -> ShrunkScenario.test(shortest.scenario(), origin, name)));
    }
  }
}
