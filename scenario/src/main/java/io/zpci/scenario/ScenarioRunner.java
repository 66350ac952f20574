package io.zpci.scenario;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.HostMachine;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.scenario.ScenarioResult.Unmet;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Runs scenarios: for each case every combination of its versions, on each of its routes, on a
 * machine of its own. Nothing of one run is left for the next.
 *
 * <p>Beside what the steps show, the fact {@code route} of step 0 is that of the run as a whole.
 */
public final class ScenarioRunner {
  private static final int PCHID = 0x100;

  private final Predicate<Route> taken;
  private final RunListener listener;

  /**
   * A runner.
   *
   * @param taken which routes are run; those that a case names and that are not taken are left out
   * @param listener hears of every operation
   */
  public ScenarioRunner(Predicate<Route> taken, RunListener listener) {
    this.taken = taken;
    this.listener = listener;
  }

  /** A runner of all that a scenario names. */
  public ScenarioRunner() {
    this(_ -> true, RunListener.NONE);
  }

  /** What {@code scenario} shows. */
  public ScenarioResult run(Scenario scenario) {
    List<Run> runs = new ArrayList<>();
    for (Case each : scenario.cases()) {
      for (Stack stack : each.stack().stacks()) {
        for (Route route : each.routes()) {
          if (taken.test(route)) {
            runs.add(run(scenario, each, stack, route));
          }
        }
      }
    }
    return new ScenarioResult(scenario, runs);
  }

  private Run run(Scenario scenario, Case each, Stack stack, Route route) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(facts(scenario.device()));
    String plug = route.plug(facts);
    String unavailable = route.unavailable(facts);
    listener.route(new RouteStart(route.name(), stack, plug, unavailable));
    List<Shown> shown = new ArrayList<>();
    if (unavailable == null) {
      try (ScenarioMachine machine = new ScenarioMachine(route, stack, scenario.device())) {
        for (int i = 0; i < scenario.workload().size(); i++) {
          shown.add(step(machine, scenario.workload().get(i), i + 1));
        }
      }
    }
    List<Unmet> unmet = new ArrayList<>();
    for (Expectation expectation : each.expectations()) {
      unmet.addAll(Expectations.unmet(expectation, shown, plug, unavailable));
    }
    return new Run(each, stack, route.name(), plug, unavailable, shown, unmet);
  }

  private Shown step(ScenarioMachine machine, WorkloadStep step, int number) {
    Seen seen = new Seen();
    step.step().run(machine, seen);
    for (RanOperation ran : seen.operations()) {
      listener.operation(
          new RanOperation(number, ran.issued(), ran.told(), ran.hands(), ran.judgement()));
    }
    return new Shown(step.step().describe(), Map.copyOf(seen.facts()), seen.notDone());
  }

  private static FunctionFacts facts(DeviceChoice device) {
    return switch (device.model()) {
      case ISM -> IsmFacts.plain(PCHID);
      case MEMORY -> MemoryFunction.memory().facts();
    };
  }
}
