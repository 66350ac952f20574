package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code zpci versions}: what each version record chooses other than the one before it; of versions
 * that are named every switch, side by side.
 */
@Command(
    name = "versions",
    description = {
      "Lists versions of Linux, QEMU and the ISM driver, and what each does other than the one"
          + " before it; shows every switch of those that are named."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class VersionsCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "VERSION",
      description = "Versions of one kind, to see side by side: linux-5.10 linux-7.2.")
  private List<String> named = List.of();

  @Option(names = "--json", description = "One JSON object a line, with every switch.")
  private boolean json;

  VersionsCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    Map<String, List<? extends Record>> kinds = new LinkedHashMap<>();
    kinds.put("linux", LinuxVersion.all());
    kinds.put("qemu", QemuVersion.all());
    kinds.put("ism-driver", IsmDriverVersion.all());
    named.forEach(name -> known(name, kinds));
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        kinds.forEach(
            (kind, versions) -> chosen(versions).forEach(version -> json(lines, kind, version)));
      }
      return Exit.FINE;
    }
    Page page = top.page();
    boolean first = true;
    for (List<? extends Record> versions : kinds.values()) {
      if (!chosen(versions).isEmpty()) {
        if (!first) {
          page.line();
        }
        first = false;
        if (named.isEmpty()) {
          changes(page, versions);
        } else {
          print(page, chosen(versions));
        }
      }
    }
    return Exit.FINE;
  }

  /** Those that are named, in the order of the command line; all where none is. */
  private List<? extends Record> chosen(List<? extends Record> versions) {
    if (named.isEmpty()) {
      return versions;
    }
    return named.stream()
        .flatMap(name -> versions.stream().filter(each -> name(each).equals(name)))
        .toList();
  }

  private void known(String name, Map<String, List<? extends Record>> kinds) {
    List<String> names =
        kinds.values().stream().flatMap(List::stream).map(VersionsCommand::name).toList();
    if (!names.contains(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "VERSION: one of " + String.join(", ", names) + " was expected, got " + name);
    }
  }

  private static String name(Record version) {
    return Switch.of(version).getFirst().text();
  }

  /** A row for each switch that differs from the version before. */
  private static void changes(Page page, List<? extends Record> versions) {
    Table table = new Table().text("version").text("switch").text("was").text("is");
    List<Switch> before = List.of();
    for (Record version : versions) {
      List<Switch> now = Switch.of(version);
      Cell first = new Cell(now.getFirst().text(), Ink.BOLD);
      // The name and the source are nobody's choice.
      for (int i = 2; i < now.size() && !before.isEmpty(); i++) {
        String was = before.get(i).text();
        String is = now.get(i).text();
        if (!was.equals(is)) {
          table.row(first, Cell.of(now.get(i).label()), Cell.of(was), Cell.of(is));
          first = Cell.of("");
        }
      }
      if (!first.text().isEmpty()) {
        String says = before.isEmpty() ? "the oldest" : "as the one before";
        table.row(first, Cell.of(says), Cell.of(""), Cell.of(""));
      }
      before = now;
    }
    table.print(page);
  }

  /** A column for each version, a row for each switch. */
  private static void print(Page page, List<? extends Record> versions) {
    List<List<Switch>> all = versions.stream().map(Switch::of).toList();
    Table table = new Table().text(all.getFirst().getFirst().label());
    for (List<Switch> version : all) {
      table.text(version.getFirst().text());
    }
    for (int row = 1; row < all.getFirst().size(); row++) {
      List<Cell> cells = new ArrayList<>();
      cells.add(new Cell(all.getFirst().get(row).label(), Ink.BOLD));
      for (List<Switch> version : all) {
        cells.add(Cell.of(version.get(row).text()));
      }
      table.row(cells);
    }
    table.print(page);
  }

  private static void json(JsonLines lines, String kind, Record version) {
    lines.object(json -> {
      json.field("kind", kind);
      Switch.of(version).forEach(each -> each.json(json));
    });
  }
}
