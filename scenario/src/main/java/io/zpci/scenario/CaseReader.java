package io.zpci.scenario;

import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the cases of a scenario: what is expected, with which versions, on which routes. */
final class CaseReader {
  private final List<WorkloadStep> workload;
  private final StackChoice below;
  private final List<Route> routesBelow;
  private final Function<Field, StackChoice> stacks;
  private final Function<Field, List<Route>> routes;

  CaseReader(
      List<WorkloadStep> workload,
      StackChoice below,
      List<Route> routesBelow,
      Function<Field, StackChoice> stacks,
      Function<Field, List<Route>> routes) {
    this.workload = workload;
    this.below = below;
    this.routesBelow = routesBelow;
    this.stacks = stacks;
    this.routes = routes;
  }

  Case read(Field field) {
    Fields fields = field.mapping();
    String name = fields.required("name").text();
    Boolean fails = fields.maybe("fails").map(Field::flag).orElse(null);
    StackChoice stack = fields.maybe("stack").map(stacks).orElse(StackChoice.OPEN).over(below);
    List<Route> chosen = fields.maybe("routes").map(routes).orElse(routesBelow);
    List<Expectation> expectations = new ArrayList<>();
    for (Field each : fields.required("expect").list()) {
      expectations.add(expectation(each));
    }
    fields.done();
    return new Case(name, fails, field.place(), stack, chosen, expectations);
  }

  private Expectation expectation(Field field) {
    Fields fields = field.mapping();
    int step = fields.maybe("step").map(this::step).orElse(workload.size() - 1);
    Map<String, List<String>> facts = new LinkedHashMap<>();
    for (String name : fields.names()) {
      if (!name.equals("step")) {
        facts.put(name, values(fields.required(name)));
      }
    }
    if (facts.isEmpty()) {
      throw new ScenarioException(
          field.place(), "expect: a fact was expected, as verdict or told; there is none");
    }
    return new Expectation(step, field.place(), facts);
  }

  private static List<String> values(Field field) {
    return field.isEmptyList() ? List.of() : field.list().stream().map(Field::text).toList();
  }

  private int step(Field field) {
    String wanted = field.text();
    for (int i = 0; i < workload.size(); i++) {
      if (wanted.equals(workload.get(i).name())) {
        return i;
      }
    }
    if (!wanted.chars().allMatch(Character::isDigit)) {
      throw field.bad("the name of a step or its number");
    }
    return field.number(1, workload.size()) - 1;
  }
}
