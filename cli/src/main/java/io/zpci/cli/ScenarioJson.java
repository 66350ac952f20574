package io.zpci.cli;

import io.zpci.machine.Stack;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.scenario.ScenarioResult.Unmet;
import java.util.List;
import java.util.Map;

/** What scenarios showed, as JSON Lines: an object a run. */
final class ScenarioJson {
  private ScenarioJson() {}

  /** An object for each run of {@code result}. */
  static void write(JsonLines lines, ScenarioResult result) {
    result.runs().forEach(run -> lines.object(json -> run(json, result.scenario(), run)));
  }

  private static void run(JsonLines json, Scenario scenario, Run run) {
    Stack stack = run.stack();
    json.field("scenario", scenario.name()).field("case", run.scenarioCase().name());
    Boolean fails = run.scenarioCase().fails();
    if (fails == null) {
      json.none("fails");
    } else {
      json.field("fails", fails);
    }
    json.field("route", run.route())
        .field("qemu", stack.qemu().name())
        .field("host", stack.host().name())
        .field("guest", stack.guest().name())
        .field("hostEndian", StackColumns.endian(stack))
        .field("mio", StackColumns.onOff(stack.mio()))
        .field("mioMapping", StackColumns.mapping(stack))
        .field("plug", run.plug())
        .field("unavailable", run.unavailable())
        .field("met", run.met())
        .objects(
            "expectations",
            run.scenarioCase().expectations(),
            each -> expectation(json, scenario, run, each))
        .objects("unmet", run.unmet(), each -> unmet(json, scenario, each));
  }

  /** The step of an expectation, and of its facts those that are asked for. */
  private static void expectation(
      JsonLines json, Scenario scenario, Run run, Expectation expectation) {
    Shown shown = ScenarioReport.shown(run, expectation);
    json.field("step", ScenarioReport.step(scenario, expectation))
        .field("what", shown.describe())
        .field("notDone", shown.notDone())
        .field("met", ScenarioReport.met(run, expectation))
        .object(
            "seen",
            inner -> {
              for (String name : expectation.facts().keySet()) {
                Map<String, List<String>> facts = shown.facts();
                if (facts.containsKey(name)) {
                  inner.texts(name, facts.get(name));
                } else {
                  inner.none(name);
                }
              }
            });
  }

  private static void unmet(JsonLines json, Scenario scenario, Unmet unmet) {
    json.field("step", ScenarioReport.step(scenario, unmet.expectation()))
        .field("fact", unmet.fact())
        .field("expected", unmet.expected().describe());
    List<String> seen = unmet.seen();
    if (seen == null) {
      json.none("seen");
    } else {
      json.texts("seen", seen);
    }
    json.field("why", unmet.why()).field("place", unmet.expectation().place().toString());
  }
}
