package io.zpci.cli;

import io.zpci.catalogue.Catalogue;
import io.zpci.machine.IssuedOperations;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.ScenarioRunner;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Something with a workload, by what a user calls it: a recording or a scenario. */
sealed interface WorkloadFile {
  /** What it was called. */
  String name();

  /** What its operations are counted by: {@code line} or {@code step}. */
  String unit();

  /** The route that it names; null where it names none, or several. */
  @Nullable Route route();

  /** The versions that it names for {@code route}; the newest where it names none. */
  Stack stack(@Nullable Route route);

  /** Runs it on one route with one stack. */
  void run(Route route, Stack stack, RunListener listener);

  /**
   * The recording or the scenario that {@code name} says: a file, or an id of the catalogue.
   *
   * @throws io.zpci.recording.RecordingException where a recording cannot be read
   * @throws io.zpci.scenario.ScenarioException where a scenario cannot be read
   */
  static WorkloadFile find(String name, CommandLine line) {
    boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
    if (yaml || (!isFile(name) && Catalogue.scenario(name).isPresent())) {
      return new OfScenario(name, ScenarioFiles.find(name, line));
    }
    try {
      return new OfRecording(name, Recording.read(Path.of(name)));
    } catch (InvalidPathException e) {
      throw new CommandLine.ParameterException(line, "FILE: '" + name + "' is no file name", e);
    }
  }

  private static boolean isFile(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** A recording. */
  record OfRecording(String name, Recording recording) implements WorkloadFile {
    private boolean issued() {
      return recording.kind().equals(IssuedOperations.KIND);
    }

    @Override
    public String unit() {
      return "line";
    }

    @Override
    public @Nullable Route route() {
      return issued() ? IssuedOperations.route(recording) : null;
    }

    @Override
    public Stack stack(@Nullable Route route) {
      return issued() ? IssuedOperations.parse(recording).stack() : Stack.newest();
    }

    @Override
    public void run(Route route, Stack stack, RunListener listener) {
      new RouteReplay(List.of(route)).replay(recording, stack, listener);
    }
  }

  /** A scenario: its versions are those of its first case that fails, else of its first. */
  record OfScenario(String name, Scenario scenario) implements WorkloadFile {
    private Case chosen(@Nullable Route route) {
      List<Case> on =
          scenario.cases().stream()
              .filter(each -> route == null || names(each).contains(route.name()))
              .toList();
      List<Case> all = on.isEmpty() ? scenario.cases() : on;
      return all.stream()
          .filter(each -> Boolean.TRUE.equals(each.fails()))
          .findFirst()
          .orElse(all.getFirst());
    }

    private static List<String> names(Case each) {
      return each.routes().stream().map(Route::name).toList();
    }

    @Override
    public String unit() {
      return "step";
    }

    @Override
    public @Nullable Route route() {
      List<Route> routes = chosen(null).routes();
      return routes.size() == 1 ? routes.getFirst() : null;
    }

    @Override
    public Stack stack(@Nullable Route route) {
      return chosen(route).stack().stacks().getFirst();
    }

    @Override
    public void run(Route route, Stack stack, RunListener listener) {
      new ScenarioRunner(_ -> true, listener).run(scenario, stack, route);
    }
  }
}
