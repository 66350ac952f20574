package io.zpci.scenario;

import io.zpci.machine.Stack;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario showed: one run for each case, stack and route.
 *
 * @param scenario the scenario
 * @param runs in the order of the file
 */
public record ScenarioResult(Scenario scenario, List<Run> runs) {
  public ScenarioResult {
    runs = List.copyOf(runs);
  }

  /** Whether every expectation was met. */
  public boolean met() {
    return runs.stream().allMatch(Run::met);
  }

  /**
   * One run of the workload.
   *
   * @param scenarioCase whose expectations it is held against
   * @param stack the versions and switches
   * @param route by name
   * @param plug what the VMM says when the function is plugged; null without a VMM
   * @param unavailable why the route could not be taken; null where it could
   * @param steps what each step showed, in order; shorter than the workload where the run ended
   * @param unmet the expectations that were not met
   */
  public record Run(
      Case scenarioCase,
      Stack stack,
      String route,
      @Nullable String plug,
      @Nullable String unavailable,
      List<Shown> steps,
      List<Unmet> unmet) {
    public Run {
      steps = List.copyOf(steps);
      unmet = List.copyOf(unmet);
    }

    /** Whether all was as expected. */
    public boolean met() {
      return unmet.isEmpty();
    }
  }

  /**
   * What one step showed.
   *
   * @param describe the step, for people
   * @param facts by name; see {@link Seen}
   * @param notDone why it could not be done; null where it was
   */
  public record Shown(String describe, Map<String, List<String>> facts, @Nullable String notDone) {}

  /**
   * An expectation that was not met.
   *
   * @param expectation which
   * @param fact by name
   * @param expected its values
   * @param seen its values; null where the step showed no such fact
   * @param why one line for people
   */
  public record Unmet(
      Expectation expectation,
      String fact,
      List<String> expected,
      @Nullable List<String> seen,
      String why) {}
}
