package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.scenario.Expected;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.scenario.ScenarioResult.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How what scenarios showed is printed, and held against what they expect. */
final class ScenarioReport {
  /** Facts of most steps, which get a column of their own. */
  private static final List<String> COLUMNS = List.of("verdict", "by", "rule");

  /** How much of one fact, and of all facts of a step, a row shows. */
  private static final int FACT = 36;

  private static final int FACTS = 84;

  private static final String NOBODY = "nobody";

  private ScenarioReport() {}

  /** All of one scenario: a table for each case. */
  static void print(Page page, ScenarioResult result) {
    Scenario scenario = result.scenario();
    page.line(page.inked(Ink.BOLD, scenario.name()) + ": " + scenario.title());
    if (!scenario.symptom().isEmpty()) {
      page.line(scenario.symptom());
    }
    if (!result.runs().isEmpty()) {
      StackColumns columns = new StackColumns(result.runs().stream().map(Run::stack).toList());
      page.line(device(scenario) + "; " + columns.shared());
      for (Case each : scenario.cases()) {
        List<Run> runs = runs(result, each);
        if (!runs.isEmpty()) {
          page.line();
          page.line(each.name() + failure(each));
          table(page, scenario, columns, runs);
        }
      }
    }
    page.line();
    unmet(page, result);
    page.line(count(List.of(result)));
  }

  /** One row for each scenario, and a line for each expectation that was not met. */
  static void summary(Page page, List<ScenarioResult> results) {
    Table table = new Table().text("scenario").number("runs").number("have it").number("have not");
    table.number("expected").number("not met").text("title");
    for (ScenarioResult result : results) {
      long unmet = unmet(result);
      table.row(
          new Cell(result.scenario().name(), Ink.BOLD),
          Cell.of(result.runs().size()),
          Cell.of(fails(result, true)),
          Cell.of(fails(result, false)),
          Cell.of(expected(result)),
          new Cell(Long.toString(unmet), unmet == 0 ? Ink.GREEN : Ink.RED),
          Cell.of(result.scenario().title()));
    }
    table.print(page);
    page.line();
    results.forEach(result -> unmet(page, result));
    page.line(count(results));
  }

  private static void table(Page page, Scenario scenario, StackColumns columns, List<Run> runs) {
    Table table = new Table();
    columns.head(table);
    table.text("route").text("step");
    COLUMNS.forEach(table::text);
    table.text("also").text("expected");
    for (Run run : runs) {
      boolean first = true;
      for (Expectation each : run.scenarioCase().expectations()) {
        List<Cell> row = new ArrayList<>();
        for (String text : columns.row(run.stack())) {
          row.add(Cell.of(first ? text : ""));
        }
        row.add(new Cell(first ? run.route() : "", Ink.BOLD));
        row.add(Cell.of(step(scenario, each)));
        row.addAll(facts(run, each));
        row.add(met(run, each) ? new Cell("met", Ink.GREEN) : new Cell("NOT MET", Ink.RED));
        table.row(row);
        first = false;
      }
    }
    table.print(page);
  }

  /** What the expectation's step showed of what most show, and of what it asks for besides. */
  private static List<Cell> facts(Run run, Expectation expectation) {
    Map<String, List<String>> facts = shown(run, expectation).facts();
    List<Cell> cells = new ArrayList<>();
    for (String column : COLUMNS) {
      List<String> values = facts.get(column);
      String text = values == null ? "" : Expected.describe(values);
      cells.add(Cell.of(text.equals(NOBODY) || text.equals("none") ? "" : text));
    }
    StringBuilder also = new StringBuilder();
    for (String name : expectation.facts().keySet()) {
      List<String> values = facts.get(name);
      if (!COLUMNS.contains(name) && values != null) {
        String fact = name + " " + shortly(values);
        also.append(also.isEmpty() ? "" : ", ");
        if (also.length() + fact.length() > FACTS) {
          also.append("..");
          break;
        }
        also.append(fact);
      }
    }
    cells.add(Cell.of(also.toString()));
    return cells;
  }

  private static String shortly(List<String> values) {
    if (values.isEmpty()) {
      return "nothing";
    }
    String first = cut(values.getFirst(), FACT);
    return values.size() == 1 ? first : first + " and " + (values.size() - 1) + " more";
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 2) + "..";
  }

  /** A line for each expectation that was not met, with where it stands. */
  private static void unmet(Page page, ScenarioResult result) {
    boolean any = false;
    for (Run run : result.runs()) {
      for (Unmet unmet : run.unmet()) {
        any = true;
        page.line(page.inked(Ink.RED, "not met") + " " + line(result.scenario(), run, unmet));
      }
    }
    if (any) {
      page.line();
    }
  }

  /** Where an expectation stands that was not met, on which run, what was expected and seen. */
  static String line(Scenario scenario, Run run, Unmet unmet) {
    return unmet.expectation().place()
        + ": "
        + scenario.name()
        + ", "
        + run.route()
        + ", step "
        + step(scenario, unmet.expectation())
        + ": "
        + unmet.why()
        + " ("
        + run.stack().describe()
        + ")";
  }

  private static String count(List<ScenarioResult> results) {
    long runs = results.stream().mapToLong(result -> result.runs().size()).sum();
    long expected = results.stream().mapToLong(ScenarioReport::expected).sum();
    long unmet = results.stream().mapToLong(ScenarioReport::unmet).sum();
    String scenarios = results.size() == 1 ? "" : results.size() + " scenarios, ";
    return scenarios + runs + " runs, " + expected + " facts expected, " + unmet + " not met";
  }

  /** How many facts all runs had to show. */
  static long expected(ScenarioResult result) {
    return result.runs().stream()
        .flatMap(run -> run.scenarioCase().expectations().stream())
        .mapToLong(each -> each.facts().size())
        .sum();
  }

  private static long unmet(ScenarioResult result) {
    return result.runs().stream().mapToLong(run -> run.unmet().size()).sum();
  }

  private static long fails(ScenarioResult result, boolean fails) {
    return result.runs().stream()
        .filter(run -> Boolean.valueOf(fails).equals(run.scenarioCase().fails()))
        .count();
  }

  private static List<Run> runs(ScenarioResult result, Case of) {
    return result.runs().stream().filter(run -> run.scenarioCase().equals(of)).toList();
  }

  private static String failure(Case each) {
    Boolean fails = each.fails();
    return fails == null ? "" : fails ? " (these have the failure)" : " (these do not have it)";
  }

  private static String device(Scenario scenario) {
    int functions = scenario.device().functions();
    String device = scenario.device().model().word();
    return functions == 1 ? device : functions + " functions of " + device;
  }

  /** The step's name, or its number from 1 where it has none. */
  static String step(Scenario scenario, Expectation expectation) {
    @Nullable String name = scenario.workload().get(expectation.step()).name();
    return name == null ? Integer.toString(expectation.step() + 1) : name;
  }

  /** What the step of {@code expectation} showed. */
  static Shown shown(Run run, Expectation expectation) {
    return run.steps().get(expectation.step());
  }

  /** Whether all that it asks for was seen. */
  static boolean met(Run run, Expectation expectation) {
    return run.unmet().stream().noneMatch(unmet -> unmet.expectation().equals(expectation));
  }
}
