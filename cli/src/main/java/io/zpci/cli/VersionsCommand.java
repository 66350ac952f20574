package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zpci versions}: the switches of each version record. */
@Command(
    name = "versions",
    description = "Lists versions of Linux, QEMU and the ISM driver: their switches.",
    usageHelpAutoWidth = true,
    sortOptions = false)
final class VersionsCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  VersionsCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        LinuxVersion.all().forEach(version -> json(lines, "linux", version));
        QemuVersion.all().forEach(version -> json(lines, "qemu", version));
        IsmDriverVersion.all().forEach(version -> json(lines, "ism-driver", version));
      }
      return Exit.FINE;
    }
    Page page = top.page();
    print(page, LinuxVersion.all());
    page.line();
    print(page, QemuVersion.all());
    page.line();
    print(page, IsmDriverVersion.all());
    return Exit.FINE;
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
