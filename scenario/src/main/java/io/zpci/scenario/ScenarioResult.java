package io.zpci.scenario;

import io.zpci.machine.Stack;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import java.util.Collections;
import java.util.LinkedHashMap;
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
   * @param boot ok, or the errno with which the guest did not boot, or off; null where the route
   *     could not be taken
   * @param steps what each step of the workload showed, in order
   * @param unmet the expectations that were not met
   */
  public record Run(
      Case scenarioCase,
      Stack stack,
      String route,
      @Nullable String plug,
      @Nullable String unavailable,
      @Nullable String boot,
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
   * @param facts by name, those of the run ({@link RunFacts}) last; see {@link Seen}
   * @param notDone why it could not be done; null where it was
   */
  public record Shown(String describe, Map<String, List<String>> facts, @Nullable String notDone) {
    public Shown {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  /**
   * An expectation that was not met.
   *
   * @param expectation which
   * @param fact by name
   * @param expected what it should have been
   * @param seen its values; null where the step showed no such fact
   * @param why one line for people
   */
  public record Unmet(
      Expectation expectation,
      String fact,
      Expected expected,
      @Nullable List<String> seen,
      String why) {}
}
