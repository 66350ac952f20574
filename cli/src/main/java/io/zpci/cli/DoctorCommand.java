package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zpci doctor}: what this machine has of what the command and its parts want. */
@Command(
    name = "doctor",
    description = {
      "Shows what this machine has and lacks, what for, and how to get it.",
      "Ends with 1 where something is missing without which the command itself does not work. It"
          + " starts the programs that it finds to ask for their versions, and changes nothing."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  private static final String CACHE = "-XX:AOTCache=";

  private final ZpciCommand top;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  DoctorCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Finding> findings =
        new Examination(
                new Programs(System.getenv()),
                jvm(),
                Path.of(System.getProperty("java.io.tmpdir")),
                top.surroundings().terminal())
            .all();
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        findings.forEach(finding -> json(lines, finding));
      }
    } else {
      print(top.page(), findings);
    }
    return exit(findings);
  }

  /** 1 where the command itself lacks something. */
  static int exit(List<Finding> findings) {
    return findings.stream().allMatch(Finding::fine) ? Exit.FINE : Exit.MISMATCH;
  }

  private static Examination.Jvm jvm() {
    return new Examination.Jvm(
        String.valueOf(Runtime.version().feature()),
        System.getProperty("java.runtime.version") + " of " + System.getProperty("java.vendor"),
        Path.of(System.getProperty("java.home")),
        DoctorCommand.class.getModule().isNativeAccessEnabled(),
        cache(ManagementFactory.getRuntimeMXBean().getInputArguments()));
  }

  /** The AOT cache that these options of a JVM name; null where they name none. */
  static @Nullable Path cache(List<String> options) {
    return options.stream()
        .filter(option -> option.startsWith(CACHE))
        .reduce((_, last) -> last)
        .map(option -> Path.of(option.substring(CACHE.length())))
        .orElse(null);
  }

  /** A row for each finding, and a line for each that is missing. */
  static void print(Page page, List<Finding> findings) {
    Table table = new Table().text("what").text("state").text("which").text("wanted for");
    for (Finding finding : findings) {
      table.row(
          new Cell(finding.name(), Ink.BOLD),
          new Cell(finding.state().word(), finding.state().ink()),
          Cell.of(finding.what()),
          Cell.of(finding.wantedFor()));
    }
    table.print(page);
    boolean apart = true;
    for (Finding finding : findings) {
      if (finding.advice() != null) {
        if (apart) {
          page.line();
          apart = false;
        }
        page.line(finding.name() + ": " + finding.advice());
      }
    }
    page.line();
    page.line(verdict(findings));
  }

  private static String verdict(List<Finding> findings) {
    List<String> needed =
        findings.stream().filter(finding -> !finding.fine()).map(Finding::name).toList();
    return needed.isEmpty()
        ? "The command has all that it needs."
        : "The command itself lacks: " + String.join(", ", needed) + ".";
  }

  /** One object for a finding. */
  static void json(JsonLines lines, Finding finding) {
    lines.object(json ->
        json.field("name", finding.name())
            .field("state", finding.state().word())
            .field("what", finding.what())
            .field("wantedFor", finding.wantedFor())
            .field("needed", finding.needed())
            .field("advice", finding.advice()));
  }
}
