package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Fuzz;
import io.zpci.machine.IssuedOperations;
import io.zpci.machine.Routes;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.SequenceTestSource;
import io.zpci.machine.Stack;
import io.zpci.recording.RecordingException;
import io.zpci.route.Route;
import io.zpci.workload.SequenceSettings;
import io.zpci.workload.Sequences;
import io.zpci.workload.Shrinker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code zpci fuzz}: random sequences of operations until one fails, and the shortest that does.
 */
@Command(
    name = "fuzz",
    description = {
      "Runs random operations until some fail, and shrinks them.",
      "An operation fails that does not arrive as one, or that breaks a rule. Of a sequence that"
          + " failed the shortest part is shown that fails in the same way, each operation as"
          + " simple as can be. The same seed gives the same sequence, everywhere."
    },
    footer = {
      "",
      "Examples:",
      "  zpci fuzz --route interpretation --runs 1000",
      "  zpci fuzz --route bar-rw --device memory --test BarRwTest.java",
      "  zpci fuzz --route lpar --wrong 1 --seed 2 --recording sba.jsonl"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class FuzzCommand implements Callable<Integer> {
  private static final Pattern CLASS_FILE = Pattern.compile("([A-Z][A-Za-z0-9_]*)\\.java");

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--route",
      paramLabel = "NAME|all",
      converter = Converters.Chosen.class,
      description = "The route; default all. See zpci routes.")
  private RouteChoice route = new RouteChoice(Routes.all(), true);

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The device; default ism.")
  private DeviceModel device = DeviceModel.ISM;

  @Option(
      names = "--operations",
      paramLabel = "N",
      converter = Converters.Operations.class,
      description = "How many operations a sequence has; default 1000.")
  private int operations = 1000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.Number64.class,
      description = "Seed of the first sequence; each next has the next seed. Default 1.")
  private long seed = 1;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = Converters.Runs.class,
      description = "How many sequences at most; default 100.")
  private int runs = 100;

  @Option(
      names = "--wrong",
      paramLabel = "PERCENT",
      converter = Converters.Percent.class,
      description = "How many of 100 steps break a rule on purpose; default 0.")
  private int wrong;

  @Option(
      names = "--end-state",
      description =
          "Also compare what stands in the device in the end with a run of the same sequence"
              + " without a VMM.")
  private boolean endState;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      converter = Converters.Runs.class,
      description = "How often a part of what failed may be run to shrink it; default 5000.")
  private int attempts = Shrinker.RUNS;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write what is left as a JUnit test for the test kit: Name.java.")
  private @Nullable Path test;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write what is left as a recording that zpci replay takes.")
  private @Nullable Path recording;

  @Mixin private GuestStackOptions stackOptions = new GuestStackOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  FuzzCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    if (route.all() && (test != null || recording != null)) {
      throw wrong((test == null ? "--recording" : "--test") + ": one --route was expected");
    }
    String name = test == null ? "" : className(test);
    Stack stack = stackOptions.stack();
    SequenceSettings settings = SequenceSettings.of(operations).withWrong(wrong);
    FuzzReport report = new FuzzReport(stack, device, settings, seed, runs);
    List<FuzzReport.Row> rows = new ArrayList<>();
    for (Route each : route.routes()) {
      FuzzReport.Row row = fuzz(each, stack, settings);
      rows.add(row);
      if (json) {
        try (JsonLines lines = new JsonLines(top.surroundings().out())) {
          report.json(lines, row);
        }
      }
      write(row, name);
    }
    if (!json) {
      report.print(top.page(), rows, top.verbose());
    }
    return rows.stream().anyMatch(row -> row.found() != null) ? Exit.MISMATCH : Exit.FINE;
  }

  private FuzzReport.Row fuzz(Route taken, Stack stack, SequenceSettings settings) {
    SequenceRunner runner;
    try {
      runner = new SequenceRunner(taken, stack, device);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      if (!route.all()) {
        throw wrong("--route: " + why);
      }
      return new FuzzReport.Row(taken.name(), null, null, why);
    }
    SequenceRunner asked = endState ? runner.comparingEndState() : runner;
    return new FuzzReport.Row(taken.name(), asked, run(asked, settings), null);
  }

  private Fuzz.Result run(SequenceRunner runner, SequenceSettings settings) {
    Sequences sequences = runner.sequences(settings);
    if (!top.surroundings().terminal() || top.quiet()) {
      return Fuzz.run(runner, sequences, seed, runs, attempts, done -> {});
    }
    try (Progress progress =
        Progress.ofRuns(top.surroundings().err(), runner.route().name(), runs)) {
      return Fuzz.run(runner, sequences, seed, runs, attempts, progress::done);
    }
  }

  private String className(Path file) {
    String name = classNameOf(file);
    if (name == null) {
      throw wrong("--test: " + noClassName(file));
    }
    return name;
  }

  /** The class that {@code file} is the source of; null where its name is no class's. */
  static @Nullable String classNameOf(Path file) {
    Matcher matcher = CLASS_FILE.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? matcher.group(1) : null;
  }

  /** What is wrong with {@code file} where it is to be a class's source. */
  static String noClassName(Path file) {
    return "a class name with .java was expected, got '" + file.getFileName() + "'";
  }

  private void write(FuzzReport.Row row, String className) {
    SequenceRunner runner = row.runner();
    Fuzz.Found found = row.found();
    if (runner == null || found == null) {
      for (Path file : files()) {
        top.say("zpci: nothing failed; " + file + " is not written");
      }
      return;
    }
    if (test != null) {
      write(test, SequenceTestSource.of(runner, found, className));
    }
    if (recording != null) {
      List<String> lines = IssuedOperations.record(runner, found.shrunk().elements());
      write(recording, String.join("\n", lines) + "\n");
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (test != null) {
      files.add(test);
    }
    if (recording != null) {
      files.add(recording);
    }
    return files;
  }

  /** Writes {@code text} to {@code file}. */
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new RecordingException(file.toString(), 0, "cannot be written (" + e + ")");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
