package io.zpci.scenario;

import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  List<Case> read(Field field) {
    List<Case> cases = new ArrayList<>();
    for (Field each : field.list()) {
      Case read = scenarioCase(each);
      if (cases.stream().anyMatch(other -> other.name().equals(read.name()))) {
        throw new ScenarioException(
            read.place(),
            "name: a name of its own was expected, got \"" + read.name() + "\" again");
      }
      cases.add(read);
    }
    return cases;
  }

  private Case scenarioCase(Field field) {
    Fields fields = field.mapping();
    String name = fields.required("name").text();
    Boolean fails = fields.maybe("fails").map(Field::flag).orElse(null);
    StackChoice stack = fields.maybe("stack").map(stacks).orElse(StackChoice.OPEN).over(below);
    List<Route> chosen = fields.maybe("routes").map(routes).orElse(routesBelow);
    Field expect = fields.required("expect");
    fields.done();
    List<Expectation> expectations = expect.list().stream().map(this::expectation).toList();
    return new Case(name, fails, field.place(), stack, chosen, expectations);
  }

  private Expectation expectation(Field field) {
    Fields fields = field.mapping();
    int step = fields.maybe("step").map(this::step).orElse(workload.size() - 1);
    Map<String, Expected> facts = new LinkedHashMap<>();
    for (String name : fields.names()) {
      if (!name.equals("step")) {
        Fact fact = fact(step, name, fields.placeOf(name));
        facts.put(name, expected(fact, fields.required(name)));
      }
    }
    if (facts.isEmpty()) {
      throw new ScenarioException(
          field.place(), "expect: a fact was expected, as verdict or plug, got none");
    }
    return new Expectation(step, field.place(), facts);
  }

  private Fact fact(int step, String name, Place place) {
    StepKind kind = workload.get(step).kind();
    List<Fact> facts = new ArrayList<>(kind.facts());
    facts.addAll(RunFacts.list());
    for (Fact each : facts) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    List<String> names = facts.stream().map(Fact::name).toList();
    throw new ScenarioException(
        place,
        "a fact of %s was expected, one of %s, got %s%s"
            .formatted(kind.word(), String.join(", ", names), name, Nearest.hint(name, names)));
  }

  private static Expected expected(Fact fact, Field field) {
    if (!field.isMapping()) {
      return new Expected.Is(values(fact, field));
    }
    Fields fields = field.mapping();
    Field any = fields.maybe("any").orElse(null);
    Field not = fields.maybe("not").orElse(null);
    Field contains = fact.type().isText() ? fields.maybe("contains").orElse(null) : null;
    fields.done();
    if (fields.names().size() != 1) {
      throw field.bad(fact.type().describe() + " or one of any, not, contains");
    }
    if (any != null) {
      return new Expected.Any(any.list().stream().map(fact::value).toList());
    }
    return not != null
        ? new Expected.Not(values(fact, not))
        : new Expected.Contains(
            Objects.requireNonNull(contains).list().stream().map(Field::text).toList());
  }

  private static List<String> values(Fact fact, Field field) {
    if (fact.type() != Fact.Type.LIST) {
      return List.of(fact.value(field));
    }
    return field.isEmptyList() ? List.of() : field.list().stream().map(fact::value).toList();
  }

  private int step(Field field) {
    String wanted = field.text();
    for (int i = 0; i < workload.size(); i++) {
      if (wanted.equals(workload.get(i).name())) {
        return i;
      }
    }
    if (!wanted.chars().allMatch(Character::isDigit)) {
      List<String> names =
          workload.stream().map(WorkloadStep::name).filter(Objects::nonNull).toList();
      throw new ScenarioException(
          field.place(),
          "step: a step's name or its number was expected, got \"%s\"%s"
              .formatted(wanted, Nearest.hint(wanted, names)));
    }
    return field.number(1, workload.size()) - 1;
  }
}
