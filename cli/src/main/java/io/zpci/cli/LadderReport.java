package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Ladder;
import io.zpci.verdict.Ladder.Branches;

/** How the hands on the way of one operation are shown. */
final class LadderReport {
  private LadderReport() {}

  /** One line for each access; for a run of like ones one line, unless {@code every} is set. */
  static void print(Page page, Crossing top, boolean every) {
    Table table = new Table().text("").text("").text("").text("").text("");
    Branches branches = page.boxes() ? Branches.DRAWN : Branches.INDENTED;
    for (Ladder.Row row : Ladder.rows(top, branches, every)) {
      table.row(
          Cell.of(row.hand()),
          Cell.of(row.access()),
          new Cell(row.result(), row.succeeded() ? Ink.PLAIN : Ink.RED),
          new Cell(row.data(), Ink.DIM),
          new Cell(row.broken(), Ink.YELLOW));
    }
    table.printRows(page, "  ");
  }
}
