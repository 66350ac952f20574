package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.machine.Stack;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.trace.Cost;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a talk is shown. */
final class TalkReport {
  private static final double MEBIBYTE = 1 << 20;
  private static final String NOTHING = "-";

  private TalkReport() {}

  /** A table with a row for each route, below it what crossings were, and why routes stopped. */
  static void print(Page page, Stack stack, TalkPlan plan, List<TalkResult> results) {
    page.line(
        "%,d bytes between %d guests in writes of %d to %d, seed %s, ISM driver %s; %s"
            .formatted(
                plan.bytes(),
                plan.functions(),
                plan.smallest(),
                plan.largest(),
                Long.toUnsignedString(plan.seed()),
                plan.driver().name(),
                stack.describe()));
    Table table = new Table().text("route").number("bytes").number("blocks").number("stores");
    table.number("interrupts").number("crossings/MiB").text("outcome");
    table.text("first break").text("by").text("rule");
    results.forEach(result -> table.row(row(result)));
    table.print(page);
    printCrossings(page, results);
    results.forEach(result -> printWhy(page, result));
    Footnotes notes = new Footnotes();
    results.forEach(result -> notes.add(result.route(), result.unverified()));
    notes.print(page);
  }

  private static List<Cell> row(TalkResult result) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(result.route() + Footnotes.mark(result.unverified())));
    cells.add(Cell.of(Long.toString(result.bytes())));
    cells.add(Cell.of(Long.toString(result.blocks())));
    cells.add(Cell.of(Long.toString(result.stores())));
    cells.add(Cell.of(Long.toString(result.interrupts())));
    long crossings = result.costs().values().stream().mapToLong(Long::longValue).sum();
    cells.add(Cell.of(perMebibyte(crossings, result.bytes())));
    Verdict verdict = result.verdict();
    cells.add(new Cell(result.outcome(), verdict == null ? Ink.RED : Ink.of(verdict)));
    TalkResult.Break first = result.firstBreak();
    cells.add(Cell.of(first == null ? "none" : first.operation()));
    cells.add(Cell.of(first == null ? null : first.brokenBy()));
    cells.add(Cell.of(first == null ? null : first.rule()));
    return cells;
  }

  private static void printCrossings(Page page, List<TalkResult> results) {
    List<TalkResult> carried = results.stream().filter(result -> result.bytes() > 0).toList();
    if (carried.isEmpty()) {
      return;
    }
    page.line();
    Table table = new Table().text("crossings/MiB");
    for (Cost cost : Cost.values()) {
      table.number(cost.word());
    }
    for (TalkResult result : carried) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(result.route()));
      for (Cost cost : Cost.values()) {
        cells.add(Cell.of(perMebibyte(result.cost(cost), result.bytes())));
      }
      table.row(cells);
    }
    table.print(page);
  }

  private static void printWhy(Page page, TalkResult result) {
    TalkResult.Break first = result.firstBreak();
    if (result.why() == null && first == null) {
      return;
    }
    page.line();
    page.line(
        page.inked(Ink.BOLD, result.route())
            + ": "
            + result.outcome()
            + (result.why() == null ? "" : ": " + result.why())
            + (result.plug() == null ? "" : " (plug: " + result.plug() + ")"));
    if (first != null) {
      page.line("  " + first.operation() + ", " + first.verdict().word() + ": " + first.why());
    }
  }

  private static String perMebibyte(long count, long bytes) {
    return bytes == 0 ? NOTHING : String.format(Locale.ROOT, "%.1f", count * MEBIBYTE / bytes);
  }

  /** One object for a route. */
  static void json(JsonLines lines, Stack stack, TalkPlan plan, TalkResult result) {
    TalkResult.Break first = result.firstBreak();
    lines.object(json ->
        json.field("route", result.route())
            .field("qemu", stack.qemu().name())
            .field("host", stack.host().name())
            .field("guest", stack.guest().name())
            .field("driver", plan.driver().name())
            .field("functions", plan.functions())
            .unsigned("seed", plan.seed())
            .field("plug", result.plug())
            .field("outcome", result.outcome())
            .field("bytes", result.bytes())
            .field("blocks", result.blocks())
            .field("stores", result.stores())
            .field("interrupts", result.interrupts())
            .object(
                "crossings",
                costs -> {
                  for (Cost cost : Cost.values()) {
                    costs.field(cost.word(), result.cost(cost));
                  }
                })
            .field("brokenBy", first == null ? null : first.brokenBy())
            .field("rule", first == null ? null : first.rule())
            .field("operation", first == null ? null : first.operation())
            .field("verdict", first == null ? null : first.verdict().word())
            .field("why", first == null ? result.why() : first.why())
            .field("stopped", result.why())
            .texts("unverified", result.unverified()));
  }
}
