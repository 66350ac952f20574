package io.zpci.scenario;

import io.zpci.machine.HostMachine;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RunListener;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRun;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.SequenceShrink;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.trace.Tap;
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
 * Shrinks the workload of a scenario to the shortest in which an operation still fails in the same
 * way on a route: with the same verdict, by the same hand and the same rule. What the scenario
 * expects does not matter. No step is changed.
 */
public final class ScenarioShrink {
  private final Scenario scenario;
  private final Stack stack;
  private final Route route;

  /**
   * Shrinks {@code scenario} on {@code route}.
   *
   * @throws IllegalArgumentException where the route cannot be taken
   */
  public ScenarioShrink(Scenario scenario, Stack stack, Route route) {
    this.scenario = scenario;
    this.stack = stack;
    this.route = route;
    String unavailable =
        route.unavailable(new HostMachine(stack, Tap.NONE).facts(scenario.device().facts()));
    if (unavailable != null) {
      throw new IllegalArgumentException("route " + route.name() + ": " + unavailable);
    }
  }

  /**
   * An operation that failed.
   *
   * @param step its step in the workload, from 1
   * @param failure how; its index counts the operations before it
   */
  public record Failed(int step, SequenceFailure.OfOperation failure) {}

  /**
   * The shortest workload.
   *
   * @param shrunk what is left; an operation of its last step is the one that fails
   * @param failed that operation, with its step in the whole workload
   * @param scenario of what is left; it expects what is now
   */
  public record Shortest(Shrunk<WorkloadStep> shrunk, Failed failed, Scenario scenario) {
    /** How many steps are left. */
    public int steps() {
      return shrunk.elements().size();
    }
  }

  /** How many steps the workload has. */
  public int steps() {
    return scenario.workload().size();
  }

  /** The first operation whose failure is {@code wanted}; null where there is none. */
  public @Nullable Failed first(Predicate<FailureSignature> wanted) {
    return first(scenario.workload(), wanted);
  }

  /**
   * The shortest workload in which an operation fails as {@code failure} says.
   *
   * @param attempts how often a part may be run
   * @param watcher is told of each run
   * @param origin the name of the file, for the scenario that is made
   * @throws IllegalArgumentException where no operation fails so
   */
  public Shortest shrink(
      FailureSignature failure, int attempts, Shrinker.Watcher watcher, String origin) {
    Failed whole = first(failure::equals);
    if (whole == null) {
      throw new IllegalArgumentException("no operation was " + failure.describe());
    }
    Shrunk<WorkloadStep> shrunk =
        new Shrinker<WorkloadStep>(Simplifier.none(), attempts)
            .watchedBy(watcher)
            .shrink(
                scenario.workload().subList(0, whole.step()),
                part -> first(part, failure::equals) != null);
    Failed failed = first(shrunk.elements(), failure::equals);
    if (failed == null) {
      throw new IllegalStateException("the same part failed and then did not");
    }
    // Only where the runs ran out is there anything behind the one that fails.
    List<WorkloadStep> left = shrunk.elements().subList(0, failed.step());
    return new Shortest(
        new Shrunk<>(left, shrunk.runs(), shrunk.minimal()),
        whole,
        ShrunkScenario.of(scenario.device(), stack, route, left, failed.failure(), origin));
  }

  /**
   * What is left as a sequence of operations, each of which can be made simpler; where the last of
   * them fails in the same way.
   *
   * @return empty where it has steps of other kinds, several functions, or a device that is not as
   *     it comes
   */
  public Optional<SequenceShrink.Shortest> asSequence(
      Shortest shortest, int attempts, Shrinker.Watcher watcher) {
    DeviceChoice device = scenario.device();
    boolean plain = device.equals(ShrunkScenario.device(device.model(), device.prepared()));
    List<Issued> sequence = new ArrayList<>();
    for (WorkloadStep each : shortest.shrunk().elements()) {
      if (!plain || !(each.step() instanceof AccessStep access)) {
        return Optional.empty();
      }
      sequence.add(access.issued());
    }
    SequenceRunner runner = new SequenceRunner(route, stack, device.model());
    SequenceShrink shrink =
        new SequenceShrink(device.prepared() ? runner : runner.unprepared(), sequence);
    FailureSignature wanted = shortest.failed().failure().signature();
    return shrink.first(wanted::equals) == null
        ? Optional.empty()
        : Optional.of(shrink.shrink(wanted, attempts, watcher));
  }

  /**
   * The last failure of an operation that {@code scenario} has in the last step of its first run;
   * null where none fails there. For tests.
   */
  public static SequenceFailure.@Nullable OfOperation last(Scenario scenario) {
    Case one = scenario.cases().getFirst();
    Finding finding = new Finding(any -> true, true);
    new ScenarioRunner(_ -> true, finding)
        .run(scenario, one.stack().stacks().getFirst(), one.routes().getFirst());
    Failed found = finding.found;
    return found == null || found.step() < scenario.workload().size() ? null : found.failure();
  }

  private @Nullable Failed first(List<WorkloadStep> part, Predicate<FailureSignature> wanted) {
    Finding finding = new Finding(wanted, false);
    Scenario shorter =
        new Scenario(
            scenario.name(),
            null,
            scenario.title(),
            "",
            List.of(),
            scenario.device(),
            part,
            scenario.cases());
    new ScenarioRunner(_ -> true, finding).run(shorter, stack, route);
    return finding.found;
  }

  /** Looks for the first failure of one kind, or the last. */
  private static final class Finding implements RunListener {
    private final Predicate<FailureSignature> wanted;
    private final boolean last;
    private @Nullable Failed found;
    private int count;

    Finding(Predicate<FailureSignature> wanted, boolean last) {
      this.wanted = wanted;
      this.last = last;
    }

    @Override
    public void operation(RanOperation ran) {
      if ((found == null || last)
          && SequenceRun.Criterion.NOT_WHOLE.fails(ran.issued(), ran.told(), ran.judgement())
          && wanted.test(FailureSignature.of(ran.judgement()))) {
        found =
            new Failed(
                ran.line(),
                new SequenceFailure.OfOperation(
                    count, ran.issued(), ran.told(), ran.judgement(), ran.hands()));
      }
      count++;
    }
  }
}
