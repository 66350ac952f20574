package io.zpci.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci-bench}: what the model costs, as ratios of things measured in one run. */
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
      "3:A file cannot be read or written",
      "70:The command itself is broken"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  private static final int MISMATCH = 1;
  private static final int UNREADABLE = 3;
  private static final int BROKEN = 70;

  /** So much worse than before is worse, beyond what both runs spread. */
  private static final double SLACK = 0.10;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--quick", description = "Named cases, in two rounds: under five minutes.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too.")
  private @Nullable Path json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these: split, routes, taps, allocation, lookup, registers, kernel, interrupts, talk, moves,"
              + " upcalls, round-trips, start.")
  private List<String> only = List.of();

  @Option(
      names = "--libvfio-user",
      paramLabel = "DIR",
      description = "A built libvfio-user, to compare round trips with.")
  private @Nullable Path libvfioUser;

  private BenchCommand() {}

  /** Runs, and ends the process with the exit code. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.setExecutionExceptionHandler((e, _, _) -> {
      System.err.println("zpci-bench: " + e.getMessage());
      return e instanceof IOException || e instanceof IllegalArgumentException
          ? UNREADABLE
          : BROKEN;
    });
    System.exit(line.execute(arguments));
  }

  private Map<String, Suite> suites() {
    Map<String, Suite> suites = new LinkedHashMap<>();
    for (Suite suite : Suites.all(libvfioUser)) {
      suites.put(suite.name(), suite);
    }
    return suites;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    measure();
    return 0;
  }

  private List<Row> measure() throws IOException, InterruptedException {
    Map<String, Suite> suites = suites();
    for (String each : only) {
      if (!suites.containsKey(each)) {
        throw new ParameterException(
            spec.commandLine(),
            "--only: one of " + String.join(", ", suites.keySet()) + " was expected, got " + each);
      }
    }
    Surroundings surroundings = Surroundings.look();
    Bystanders bystanders = surroundings.others() < 0 ? null : Bystanders.watch();
    Notes notes = new Notes();
    System.out.println(surroundings.describe());
    System.out.print(ReportWriter.head());
    List<Row> rows = new ArrayList<>();
    for (Suite suite : suites.values()) {
      if (only.isEmpty() ? suite.quick() || !quick : only.contains(suite.name())) {
        for (Row row : suite.run(new Sampling(quick), notes)) {
          System.out.print(ReportWriter.line(row));
          rows.add(row);
        }
      }
    }
    notes.lines().forEach(System.out::println);
    if (bystanders != null) {
      surroundings = surroundings.beside(Math.max(surroundings.others(), bystanders.cpus()));
      if (surroundings.busy()) {
        System.out.println("meanwhile " + surroundings.warning());
      }
    }
    if (json != null) {
      ReportWriter.json(json, surroundings, quick, rows);
    }
    return rows;
  }

  /** {@code zpci-bench compare BASE.json}: measures again and says what became worse. */
  @Command(
      name = "compare",
      description =
          "Measures again, as quickly as BASE was, and compares with what --json wrote there.",
      usageHelpAutoWidth = true)
  int compare(@Parameters(paramLabel = "BASE.json") Path base)
      throws IOException, InterruptedException {
    ReportWriter.Written before = ReportWriter.read(base);
    quick |= before.quick();
    Map<String, Row> now = new LinkedHashMap<>();
    measure().forEach(row -> now.put(row.name(), row));
    int worse = 0;
    System.out.println();
    for (Row old : before.rows()) {
      Row row = now.get(old.name());
      if (row != null && isWorse(old, row)) {
        System.out.printf(
            Locale.ROOT, "worse: %s: %.2f, was %.2f%n", row.name(), row.ratio(), old.ratio());
        worse++;
      }
    }
    System.out.println(worse == 0 ? "nothing is worse" : worse + " are worse");
    return worse == 0 ? 0 : MISMATCH;
  }

  /** Worse by more than both runs spread, and by more than a tenth. */
  static boolean isWorse(Row before, Row now) {
    return now.low() > before.high() && now.ratio() > before.ratio() * (1 + SLACK);
  }
}
