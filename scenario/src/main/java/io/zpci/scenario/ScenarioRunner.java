package io.zpci.scenario;

import io.zpci.guest.GuestKernelCrash;
import io.zpci.linux.KernelOops;
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
import io.zpci.trace.Cost;
import io.zpci.trace.Tap;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios: for each case every combination of its versions, on each of its routes, on a
 * machine of its own. Nothing of one run is left for the next, and the same scenario always shows
 * the same.
 *
 * <p>A route that cannot be taken, a guest that does not boot and a kernel that ends are facts
 * ({@link RunFacts}), not exceptions; the steps behind are not done, and show why.
 */
public final class ScenarioRunner {
  private static final String UNAVAILABLE = Verdict.UNAVAILABLE.word();
  private static final String BOOTED = "ok";
  private static final String NOT_BOOTED = "off";

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

  /** The workload of {@code scenario} on one route with one stack, whatever it expects. */
  public Run run(Scenario scenario, Stack stack, Route route) {
    Case one =
        new Case(
            "", null, Place.NOWHERE, StackChoice.of(stack), List.of(route), List.<Expectation>of());
    return run(scenario, one, stack, route);
  }

  private Run run(Scenario scenario, Case each, Stack stack, Route route) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(scenario.device().facts());
    String plug = route.plug(facts);
    String unavailable = route.unavailable(facts);
    listener.route(new RouteStart(route.name(), stack, plug, unavailable));
    OneRun run = new OneRun(scenario.workload(), plug, unavailable);
    if (unavailable == null) {
      run.onMachine(route, stack, scenario.device());
    } else {
      run.nothing(unavailable);
    }
    List<Unmet> unmet = new ArrayList<>();
    for (Expectation expectation : each.expectations()) {
      unmet.addAll(Expectations.unmet(expectation, run.shown));
    }
    return new Run(each, stack, route.name(), plug, unavailable, run.boot, run.shown, unmet);
  }

  /** One workload on one route with one stack. */
  private final class OneRun {
    private final List<WorkloadStep> workload;
    private final @Nullable String plug;
    private final @Nullable String unavailable;
    private final List<Shown> shown = new ArrayList<>();
    private @Nullable String boot;

    OneRun(List<WorkloadStep> workload, @Nullable String plug, @Nullable String unavailable) {
      this.workload = workload;
      this.plug = plug;
      this.unavailable = unavailable;
    }

    void onMachine(Route route, Stack stack, DeviceChoice device) {
      boolean faults = workload.stream().anyMatch(each -> ScenarioFaults.setBy(each.step()));
      try (ScenarioMachine machine = new ScenarioMachine(route, stack, device, faults)) {
        String failed = machine.notBooted();
        boot = failed != null ? failed : device.booted() ? BOOTED : NOT_BOOTED;
        if (failed != null) {
          nothing("the guest did not boot: " + failed);
          return;
        }
        for (WorkloadStep each : workload) {
          String crash = step(machine, each);
          if (crash != null) {
            nothing("the guest's kernel has ended: " + crash);
            return;
          }
        }
      }
    }

    /** Every step that is left is not done, because of {@code why}. */
    void nothing(String why) {
      for (WorkloadStep each : workload.subList(shown.size(), workload.size())) {
        Seen seen = new Seen();
        if (unavailable != null) {
          each.kind().facts().stream()
              .filter(fact -> fact.words().contains(UNAVAILABLE))
              .forEach(fact -> seen.fact(fact.name(), UNAVAILABLE));
        }
        seen.notDone(why);
        show(each, seen, null, Map.of());
      }
    }

    /** What the kernel said where it ended; null where it goes on. */
    private @Nullable String step(ScenarioMachine machine, WorkloadStep each) {
      Seen seen = new Seen();
      machine.trace().clear();
      String crash = null;
      try {
        each.step().run(machine, seen);
      } catch (KernelOops | GuestKernelCrash e) {
        crash = String.valueOf(e.getMessage());
      }
      tell(seen, shown.size() + 1);
      show(each, seen, crash, seen.costs(machine.trace().costs()));
      return crash;
    }

    private void tell(Seen seen, int number) {
      for (RanOperation ran : seen.operations()) {
        listener.operation(
            new RanOperation(number, ran.issued(), ran.told(), ran.hands(), ran.judgement()));
      }
      for (Seen.NotIssued each : seen.notIssued()) {
        listener.notIssued(number, each.issued(), each.why());
      }
    }

    private void show(WorkloadStep each, Seen seen, @Nullable String crash, Map<Cost, Long> costs) {
      seen.declaredBy(each.kind());
      seen.fact(RunFacts.PLUG, plug == null ? "none" : plug);
      seen.fact(RunFacts.UNAVAILABLE, said(unavailable));
      if (boot != null) {
        seen.fact(RunFacts.BOOT, boot);
      }
      seen.fact(RunFacts.CRASH, said(crash));
      seen.fact(RunFacts.NOT_DONE, said(seen.notDone()));
      for (Cost cost : Cost.values()) {
        seen.fact(cost.word(), costs.getOrDefault(cost, 0L));
      }
      shown.add(new Shown(each.step().describe(), seen.facts(), seen.notDone()));
    }

    private static String said(@Nullable String text) {
      return text == null ? RunFacts.NO : text;
    }
  }
}
