package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code zpci-bench}: what the model costs, as ratios of things measured in one run. What the
 * command line names is looked at before anything is measured.
 */
@Command(
    name = "zpci-bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what the model costs, as ratios of things measured in one run: ours against the"
          + " limit, and against the same in C.",
      "Run it on a machine with nothing else to do."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Measured; compare: nothing is worse",
      "1:compare: something is worse than in BASE",
      "2:The command line is wrong",
      "3:A file cannot be read or written, or a tool is not there",
      "70:The command itself is broken",
      "75:Another benchmark is running on this machine"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  private static final int MISMATCH = 1;
  private static final int USAGE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--quick",
      scope = ScopeType.INHERIT,
      description = "Named cases, in two rounds: under five minutes.")
  private boolean quick;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Write the table there too, once all is measured: a run that fails leaves FILE as it is.")
  private @Nullable Path json;

  @Option(
      names = "--only",
      scope = ScopeType.INHERIT,
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these: split, routes, taps, allocation, lookup, registers, kernel, interrupts, talk, moves,"
              + " upcalls, round-trips, start.")
  private List<String> only = List.of();

  @Option(
      names = "--libvfio-user",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "A built libvfio-user, to compare round trips with.")
  private @Nullable Path libvfioUser;

  private final Offer offer;

  /** What there is to be measured. */
  @FunctionalInterface
  interface Offer {
    /**
     * All of it, in the order of the table.
     *
     * @param libvfioUser where a built libvfio-user is; null where there is none
     */
    List<Suite> all(@Nullable Path libvfioUser);
  }

  private BenchCommand(Offer offer) {
    this.offer = offer;
  }

  /** Runs, and ends the process with the exit code. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            Suites::all,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  /** Runs with what {@code offer} has; the exit code. */
  static int run(Offer offer, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new BenchCommand(offer));
    line.setOut(out).setErr(err);
    line.setParameterExceptionHandler((e, _) -> {
      String command = e.getCommandLine().getCommandSpec().qualifiedName();
      String why = String.valueOf(e.getMessage()).replace('\n', ' ');
      err.println(command + ": " + why + " (try '" + command + " --help')");
      return USAGE;
    });
    line.setExecutionExceptionHandler((e, _, _) -> {
      err.println("zpci-bench: " + CommandException.line(e));
      return CommandException.exit(e);
    });
    int exit = line.execute(arguments);
    out.flush();
    err.flush();
    return exit;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plan plan = plan();
    measure(plan, Surroundings.look(), new Notes());
    return 0;
  }

  /**
   * What is to be done.
   *
   * @param suites to be measured
   * @param file takes the rows; null where none is asked for
   */
  private record Plan(List<Suite> suites, @Nullable OutputFile file) {}

  /** Looks at what the command line names. */
  private Plan plan() {
    if (libvfioUser != null) {
      LibvfioUser.check(libvfioUser);
    }
    Map<String, Suite> all = new LinkedHashMap<>();
    // A server is linked with the library where that is, whatever folder it runs in.
    for (Suite suite : offer.all(libvfioUser == null ? null : libvfioUser.toAbsolutePath())) {
      all.put(suite.name(), suite);
    }
    for (String each : only) {
      if (!all.containsKey(each)) {
        throw new ParameterException(
            spec.commandLine(),
            "--only: one of "
                + String.join(", ", all.keySet())
                + " was expected, got '"
                + each
                + "'");
      }
    }
    List<Suite> chosen =
        all.values().stream()
            .filter(suite -> only.isEmpty() ? suite.quick() || !quick : only.contains(suite.name()))
            .toList();
    if (libvfioUser != null && chosen.stream().anyMatch(RoundTripSuite.class::isInstance)) {
      LibvfioUser.checkCompiler(CCompiler.find());
    }
    return new Plan(chosen, json == null ? null : OutputFile.at(json));
  }

  /** Measures, and prints while it does. The file is written last. */
  private List<Row> measure(Plan plan, Surroundings before, Notes notes)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Row> rows = new ArrayList<>();
    Surroundings surroundings = before;
    try (Turn _ = Turn.take()) {
      Bystanders bystanders = surroundings.others() < 0 ? null : Bystanders.watch();
      out.println(surroundings.describe());
      out.print(ReportWriter.head());
      for (Suite suite : plan.suites()) {
        out.flush();
        for (Row row : suite.run(new Sampling(quick), notes)) {
          out.print(ReportWriter.line(row));
          rows.add(row);
        }
      }
      if (bystanders != null) {
        surroundings = surroundings.beside(Math.max(surroundings.others(), bystanders.cpus()));
      }
    }
    out.print(ReportWriter.foot(rows));
    notes.lines().forEach(out::println);
    if (surroundings.busy()) {
      out.println("meanwhile " + surroundings.warning());
    }
    out.flush();
    if (plan.file() != null) {
      plan.file().write(ReportWriter.json(surroundings, quick, rows));
    }
    return rows;
  }

  /** {@code zpci-bench compare BASE.json}: measures again and says what became worse. */
  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description =
          "Measures again, as quickly as BASE was, and compares with what --json wrote there.",
      footer = "%nExit codes are those of zpci-bench.",
      usageHelpAutoWidth = true,
      sortOptions = false)
  int compare(@Parameters(paramLabel = "BASE.json") Path base)
      throws IOException, InterruptedException {
    ReportReader.Written before = ReportReader.read(base);
    if (quick && !before.quick()) {
      // Cases of other sizes have other counts.
      throw new ParameterException(
          spec.commandLine(),
          "--quick: " + base + " was measured in full, and compare measures as it was");
    }
    quick = before.quick();
    Notes notes = new Notes();
    Plan plan = plan();
    Surroundings here = Surroundings.look();
    before.elsewhere(here).ifPresent(other -> notes.add(base + ": measured on " + other));
    List<Row> rows = measure(plan, here, notes);
    Comparison comparison = Comparison.of(before.rows(), rows);
    if (comparison.compared() == 0) {
      throw CommandException.unusable(
          base + ": none of what it has was measured now: " + comparison.names());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.print(comparison.text());
    return comparison.worse().isEmpty() ? 0 : MISMATCH;
  }
}
