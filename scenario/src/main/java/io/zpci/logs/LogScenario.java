package io.zpci.logs;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.scenario.DeviceChoice;
import io.zpci.scenario.Expected;
import io.zpci.scenario.Place;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.scenario.StackChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario of what logs show: its workload are the logs' operations, each named by where it
 * stands there; its expectation is what the logs say became of them. What a load gave is not
 * expected: it is the logged device's own.
 */
public final class LogScenario {
  private static final String NAME = "log";

  private LogScenario() {}

  /**
   * The scenario.
   *
   * @param files the logs' names
   * @param operations what they show
   * @param stack the versions to run it with
   * @param device the device to run it on
   * @param route the route to run it on
   */
  public static Scenario of(
      List<String> files,
      List<LoggedOperation> operations,
      Stack stack,
      DeviceModel device,
      Route route) {
    long refused = operations.stream().filter(LoggedOperation::refused).count();
    List<WorkloadStep> workload = new ArrayList<>();
    List<Expectation> expectations = new ArrayList<>();
    for (LoggedOperation each : operations) {
      expectations.add(new Expectation(workload.size(), Place.NOWHERE, expected(each)));
      workload.add(WorkloadStep.access(Printable.of(each.place().describe()), each.issued()));
    }
    return new Scenario(
        NAME,
        null,
        Printable.of("What " + String.join(", ", files) + " shows"),
        "%d of %d operations refused".formatted(refused, operations.size()),
        files.stream().map(Printable::of).toList(),
        DeviceChoice.of(device),
        workload,
        List.of(
            new Case(
                "as logged",
                null,
                Place.NOWHERE,
                StackChoice.of(stack),
                List.of(route),
                expectations)));
  }

  private static Map<String, Expected> expected(LoggedOperation operation) {
    Map<String, Expected> facts = new LinkedHashMap<>();
    if (operation.refused()) {
      facts.put("verdict", new Expected.Is(List.of("refused")));
    }
    String told = operation.told();
    if (told != null) {
      facts.put("told", new Expected.Is(List.of(told)));
    }
    return facts;
  }
}
