package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci run}: scenarios, and what is expected of them. */
@Command(
    name = "run",
    description = {
      "Runs scenarios, and checks what they expect by version and route.",
      "Each case is run with every combination of its versions, on each of its routes, on a machine"
          + " of its own. Ends with 1 where an expectation is not met."
    },
    footer = {
      "",
      "Examples:",
      "  zpci run g.2",
      "  zpci run mine.yaml --route bar-rw -v",
      "  zpci run --all --junit-xml results.xml"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|NAME",
      completionCandidates = ScenarioFiles.Ids.class,
      description = "Scenarios: a file, or an id of the catalogue (see zpci catalogue).")
  private List<String> names = List.of();

  @Option(names = "--all", description = "All scenarios of the catalogue.")
  private boolean all;

  @Option(
      names = "--route",
      paramLabel = "NAME|all",
      converter = Converters.Chosen.class,
      description = "Run only what a scenario expects of this route; default all.")
  private RouteChoice route = new RouteChoice(Routes.all(), true);

  @Option(names = "--json", description = "One JSON object a line: one for each run.")
  private boolean json;

  @Option(
      names = "--junit-xml",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the results for a build server there, too: a test case for each run.")
  private @Nullable Path junit;

  @Mixin private ReportOptions reports = new ReportOptions();

  RunCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Scenario> scenarios = scenarios();
    if (scenarios.size() > 1) {
      reports.refuse(spec, "one FILE or NAME was expected, got " + scenarios.size());
    }
    List<ScenarioResult> results =
        reports.report(
            spec,
            scenarios.getFirst().name() + ": " + scenarios.getFirst().title(),
            "step",
            listener -> run(scenarios, listener));
    if (results.stream().allMatch(result -> result.runs().isEmpty())) {
      throw wrong(
          "--route: no case of what was asked for is on " + route.routes().getFirst().name());
    }
    if (junit != null) {
      FuzzCommand.write(junit, JunitXml.of(results));
    }
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        results.forEach(result -> ScenarioJson.write(lines, result));
      }
    } else if (results.size() == 1) {
      ScenarioReport.print(top.page(), results.getFirst());
    } else {
      ScenarioReport.summary(top.page(), results);
    }
    return results.stream().allMatch(ScenarioResult::met) ? Exit.FINE : Exit.MISMATCH;
  }

  /** All of them are read before the first one runs. */
  private List<Scenario> scenarios() {
    if (all == !names.isEmpty()) {
      throw wrong(
          all
              ? "--all: no FILE or NAME was expected with it"
              : "FILE or NAME: a scenario was expected, or --all");
    }
    if (all) {
      return ScenarioFiles.all();
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (String name : names) {
      scenarios.add(ScenarioFiles.find(name, spec.commandLine()));
    }
    return scenarios;
  }

  private List<ScenarioResult> run(List<Scenario> scenarios, RunListener listener) {
    if (!top.surroundings().terminal() || top.quiet() || scenarios.size() == 1) {
      return run(scenarios, listener, _ -> {});
    }
    try (Progress progress = Progress.ofScenarios(top.surroundings().err(), scenarios.size())) {
      return run(scenarios, listener, progress::done);
    }
  }

  private List<ScenarioResult> run(
      List<Scenario> scenarios, RunListener listener, LongConsumer done) {
    Set<String> taken = route.routes().stream().map(Route::name).collect(Collectors.toSet());
    ScenarioRunner runner = new ScenarioRunner(each -> taken.contains(each.name()), listener);
    List<ScenarioResult> results = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      results.add(runner.run(scenario));
      done.accept(results.size());
    }
    return results;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
