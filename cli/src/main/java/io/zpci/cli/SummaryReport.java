package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.RouteSummary.FirstBreak;
import io.zpci.machine.RouteSummary.Reason;
import io.zpci.machine.Stack;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the fate of a recording on each route is shown. */
final class SummaryReport {
  /** Columns between the route and its first break. */
  private static final List<String> COUNTS =
      List.of(
          "operations",
          "blocks",
          "stores",
          "loads",
          "MIO",
          "delivered",
          "cut",
          "corrupted",
          "refused",
          "lost");

  private SummaryReport() {}

  /** A table with a row for each route, and below it why. */
  static void print(Page page, String file, Stack stack, List<RouteSummary> summaries) {
    page.line(file + ": " + stack.describe());
    Table table = new Table().text("route");
    COUNTS.forEach(table::number);
    table.number("first break").text("verdict").text("by").text("rule");
    summaries.forEach(summary -> table.row(row(summary)));
    table.print(page);
    for (RouteSummary summary : summaries) {
      printReasons(page, summary);
    }
    Footnotes notes = new Footnotes();
    summaries.forEach(summary -> notes.add(summary.route(), summary.unverified()));
    notes.print(page);
  }

  private static List<Cell> row(RouteSummary summary) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(summary.route() + Footnotes.mark(summary.unverified())));
    if (summary.unavailable() != null) {
      cells.addAll(Collections.nCopies(COUNTS.size() + 1, Cell.of("-")));
      cells.add(new Cell(Verdict.UNAVAILABLE.word(), Ink.of(Verdict.UNAVAILABLE)));
      cells.addAll(List.of(Cell.of(""), Cell.of("")));
      return cells;
    }
    cells.add(Cell.of(summary.operations()));
    cells.add(Cell.of(summary.blocks()));
    cells.add(Cell.of(summary.stores()));
    cells.add(Cell.of(summary.loads()));
    cells.add(Cell.of(summary.mio()));
    cells.add(count(summary.delivered(), Verdict.DELIVERED));
    cells.add(count(summary.cut(), Verdict.CUT));
    cells.add(count(summary.corrupted(), Verdict.CORRUPTED));
    cells.add(count(summary.refused(), Verdict.REFUSED));
    cells.add(count(summary.lost(), Verdict.LOST));
    FirstBreak first = summary.firstBreak();
    if (first == null) {
      cells.addAll(List.of(Cell.of("none"), Cell.of(""), Cell.of(""), Cell.of("")));
    } else {
      cells.add(Cell.of("line " + first.line()));
      cells.add(new Cell(first.verdict().word(), Ink.of(first.verdict())));
      cells.add(Cell.of(first.brokenBy()));
      cells.add(Cell.of(first.rule()));
    }
    return cells;
  }

  private static Cell count(int count, Verdict verdict) {
    return new Cell(Integer.toString(count), count == 0 ? Ink.PLAIN : Ink.of(verdict));
  }

  private static void printReasons(Page page, RouteSummary summary) {
    String unavailable = summary.unavailable();
    String plug = summary.plug();
    FirstBreak first = summary.firstBreak();
    if (unavailable == null && first == null && summary.reasons().isEmpty()) {
      return;
    }
    page.line();
    page.line(
        page.inked(Ink.BOLD, summary.route())
            + (unavailable != null ? ": unavailable: " + unavailable : "")
            + (plug != null ? " (plug: " + plug + ")" : ""));
    if (first != null) {
      page.line("  line " + first.line() + ", " + first.operation() + ": " + first.why());
    }
    Table table = new Table().number("").text("");
    for (Reason reason : summary.reasons()) {
      table.row(Cell.of(reason.count()), new Cell(sentence(reason), Ink.of(reason.verdict())));
    }
    table.printRows(page, "  ");
  }

  private static String sentence(Reason reason) {
    return reason.verdict().word()
        + (reason.brokenBy() != null ? " by " + reason.brokenBy() : "")
        + (reason.blocks() == 0 ? "" : " (" + plural(reason.blocks(), "block") + ")")
        + (reason.rule() != null ? ", " + reason.rule() : "")
        + (reason.statement().isEmpty() ? "" : ": " + reason.statement());
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** One object for a route. */
  static void json(JsonLines lines, String file, Stack stack, RouteSummary summary) {
    lines.object(json -> {
      json.field("file", file)
          .field("route", summary.route())
          .field("qemu", stack.qemu().name())
          .field("host", stack.host().name())
          .field("plug", summary.plug())
          .field("unavailable", summary.unavailable())
          .field("operations", summary.operations())
          .field("blocks", summary.blocks())
          .field("stores", summary.stores())
          .field("loads", summary.loads())
          .field("mio", summary.mio())
          .field("delivered", summary.delivered())
          .field("cut", summary.cut())
          .field("corrupted", summary.corrupted())
          .field("refused", summary.refused())
          .field("lost", summary.lost());
      firstBreak(json, summary.firstBreak());
      json.objects(
              "reasons",
              summary.reasons(),
              reason ->
                  json.field("verdict", reason.verdict().word())
                      .field("brokenBy", reason.brokenBy())
                      .field("rule", reason.rule())
                      .field("statement", reason.statement())
                      .field("blocks", reason.blocks())
                      .field("count", reason.count()))
          .texts("unverified", summary.unverified());
    });
  }

  private static void firstBreak(JsonLines json, @Nullable FirstBreak first) {
    if (first == null) {
      json.none("firstBreak");
      return;
    }
    json.object(
        "firstBreak",
        fields ->
            fields
                .field("line", first.line())
                .field("operation", first.operation())
                .field("verdict", first.verdict().word())
                .field("brokenBy", first.brokenBy())
                .field("rule", first.rule())
                .field("why", first.why()));
  }
}
