package io.zpci.cli;

import io.zpci.cli.DiffCommand.Side;
import io.zpci.cli.Table.Cell;
import io.zpci.diff.Aspect;
import io.zpci.diff.Divergence;
import io.zpci.diff.Operated;
import io.zpci.diff.Parting;
import io.zpci.diff.RunDiff;
import io.zpci.diff.RunDiff.Cause;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.trace.Hand;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Ladder;
import io.zpci.verdict.Ladder.Branches;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How two runs side by side are shown. */
final class DiffReport {
  /** So many lines of a cause are named. */
  private static final int FEW = 6;

  private final Side left;
  private final Side right;
  private final RunDiff diff;

  DiffReport(Side left, Side right, RunDiff diff) {
    this.left = left;
    this.right = right;
    this.diff = diff;
  }

  /**
   * The sides, the first difference with the hands of both, and all by cause.
   *
   * @param every whether every line of a cause is named, and every access of the hands
   */
  void print(Page page, boolean every) {
    Table sides = new Table().text("").text("");
    sides.row(new Cell("left", Ink.BOLD), Cell.of(describe(left)));
    sides.row(new Cell("right", Ink.BOLD), Cell.of(describe(right)));
    sides.printRows(page, "");
    unavailable(page, "left", diff.left());
    unavailable(page, "right", diff.right());
    page.line(
        counted(diff.leftOperations(), diff.rightOperations())
            + ": "
            + (diff.isSame() ? "all fare the same" : diff.different() + " fare differently"));
    Divergence first = diff.first();
    if (first == null) {
      return;
    }
    page.line();
    first(page, first, every);
    page.line();
    Table causes =
        new Table().number("count").text("left").text("right").text("in").text("part at");
    causes.text(left.file().unit() + "s");
    for (Cause cause : diff.causes()) {
      causes.row(
          Cell.of(cause.count()),
          Cell.of(cause.left().describe()),
          Cell.of(cause.right().describe()),
          Cell.of(words(cause.aspects())),
          Cell.of(describe(cause.parting())),
          Cell.of(lines(cause.lines(), every)));
    }
    causes.print(page);
  }

  private static String describe(Side side) {
    return side.file().name() + ", " + side.route().name() + "; " + side.stack().describe();
  }

  private static void unavailable(Page page, String side, RouteStart start) {
    if (start.unavailable() != null) {
      page.line(side + ": the route cannot be taken: " + start.unavailable());
    }
  }

  private static String counted(int left, int right) {
    return left == right
        ? left + " operations"
        : left + " operations on the left, " + right + " on the right";
  }

  private void first(Page page, Divergence first, boolean every) {
    page.line(
        page.inked(Ink.BOLD, left.file().unit() + " " + first.line())
            + ", "
            + FuzzReport.describe(first.issued().from(0))
            + (first.aspects().isEmpty() ? "" : ": " + words(first.aspects())));
    Table facts = new Table().text("").text("left").text("right");
    fact(facts, "operation", operation(first.left()), operation(first.right()));
    fact(facts, "verdict", first.leftSignature().verdict(), first.rightSignature().verdict());
    fact(facts, "by", first.leftSignature().by(), first.rightSignature().by());
    fact(facts, "rule", first.leftSignature().rule(), first.rightSignature().rule());
    fact(facts, "told", told(first.left()), told(first.right()));
    fact(facts, "arrived", arrived(first.left()), arrived(first.right()));
    fact(facts, "loaded", loaded(first.left()), loaded(first.right()));
    facts.print(page);
    if (first.parting() != null) {
      page.line("the hands part at " + describe(first.parting()));
    }
    List<Ladder.Row> lefts = ladder(page, first.left(), every);
    List<Ladder.Row> rights = ladder(page, first.right(), every);
    if (lefts.isEmpty() && rights.isEmpty()) {
      return;
    }
    page.line();
    Table ladders = new Table().text("").text("").text("").text("").text("");
    ladders.text("").text("").text("").text("");
    for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
      Ladder.Row one = i < lefts.size() ? lefts.get(i) : null;
      Ladder.Row other = i < rights.size() ? rights.get(i) : null;
      ladders.row(
          Cell.of(one == null ? "" : one.hand()),
          Cell.of(one == null ? "" : one.access()),
          result(one),
          broken(one),
          Cell.of("|"),
          Cell.of(other == null ? "" : other.hand()),
          Cell.of(other == null ? "" : other.access()),
          result(other),
          broken(other));
    }
    ladders.printRows(page, "  ");
  }

  private static void fact(
      Table table, String name, @Nullable String left, @Nullable String right) {
    String one = left == null ? "" : left;
    String other = right == null ? "" : right;
    Ink ink = one.equals(other) ? Ink.PLAIN : Ink.YELLOW;
    if (!one.isEmpty() || !other.isEmpty()) {
      table.row(Cell.of(name), new Cell(one, ink), new Cell(other, ink));
    }
  }

  private static Cell result(Ladder.@Nullable Row row) {
    return row == null
        ? Cell.of("")
        : new Cell(row.result(), row.succeeded() ? Ink.PLAIN : Ink.RED);
  }

  private static Cell broken(Ladder.@Nullable Row row) {
    return new Cell(row == null ? "" : row.broken(), Ink.YELLOW);
  }

  private static List<Ladder.Row> ladder(Page page, @Nullable Operated operated, boolean every) {
    RanOperation ran = operated == null ? null : operated.ran();
    Branches branches = page.boxes() ? Branches.DRAWN : Branches.INDENTED;
    return ran == null ? List.of() : Ladder.rows(ran.hands(), branches, every);
  }

  private static @Nullable String operation(@Nullable Operated operated) {
    return operated == null ? null : operated.issued().describe();
  }

  private static @Nullable String told(@Nullable Operated operated) {
    RanOperation ran = operated == null ? null : operated.ran();
    return ran == null ? operated == null ? null : operated.missing() : ran.told().describe();
  }

  private static @Nullable String arrived(@Nullable Operated operated) {
    RanOperation ran = operated == null ? null : operated.ran();
    return ran == null ? null : ArrivalSummary.of(Judge.arrivals(ran.hands()));
  }

  private static @Nullable String loaded(@Nullable Operated operated) {
    RanOperation ran = operated == null ? null : operated.ran();
    return ran == null || ran.issued().operation().isStore()
        ? null
        : ran.hands().data().toShortHex();
  }

  private static String words(Collection<Aspect> aspects) {
    return aspects.stream().map(Aspect::word).collect(Collectors.joining(", "));
  }

  private static String describe(@Nullable Parting parting) {
    return parting == null ? "" : parting.describe();
  }

  private static String lines(List<Integer> lines, boolean every) {
    String few =
        lines.stream()
            .limit(every ? lines.size() : FEW)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return every || lines.size() <= FEW ? few : few + ", ..";
  }

  /** One object for the two sides and the first difference, then one for each cause. */
  void json(JsonLines lines) {
    lines.object(json -> {
      json.object("left", fields -> side(fields, left, diff.left(), diff.leftOperations()))
          .object("right", fields -> side(fields, right, diff.right(), diff.rightOperations()))
          .field("same", diff.same())
          .field("different", diff.different());
      Divergence first = diff.first();
      if (first == null) {
        json.none("first");
      } else {
        json.object("first", fields -> first(fields, first));
      }
    });
    for (Cause cause : diff.causes()) {
      lines.object(json -> {
        json.object("left", fields -> signature(fields, cause.left()))
            .object("right", fields -> signature(fields, cause.right()))
            .texts("in", cause.aspects().stream().map(Aspect::word).toList());
        parting(json, cause.parting());
        json.field("count", cause.count()).numbers("lines", cause.lines());
      });
    }
  }

  private static void side(JsonLines json, Side side, RouteStart start, int operations) {
    json.field("file", side.file().name())
        .field("route", start.route())
        .field("qemu", start.stack().qemu().name())
        .field("host", start.stack().host().name())
        .field("guest", start.stack().guest().name())
        .field("hostEndian", start.stack().hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le")
        .field("mio", start.stack().mio())
        .field("mioMapping", start.stack().nullMappingSucceeds())
        .field("plug", start.plug())
        .field("unavailable", start.unavailable())
        .field("operations", operations);
  }

  private static void first(JsonLines json, Divergence first) {
    json.field("line", first.line())
        .texts("in", first.aspects().stream().map(Aspect::word).toList());
    parting(json, first.parting());
    operated(json, "left", first.left());
    operated(json, "right", first.right());
  }

  private static void operated(JsonLines json, String name, @Nullable Operated operated) {
    if (operated == null) {
      json.none(name);
      return;
    }
    json.object(
        name,
        fields -> {
          fields.field("operation", operated.issued().describe());
          signature(fields, operated.signature());
          fields
              .field("told", told(operated))
              .field("arrived", arrived(operated))
              .field("loaded", loaded(operated));
        });
  }

  private static void signature(JsonLines json, FailureSignature signature) {
    json.field("verdict", signature.verdict())
        .field("brokenBy", signature.by())
        .field("rule", signature.rule());
  }

  private static void parting(JsonLines json, @Nullable Parting parting) {
    if (parting == null) {
      json.none("partAt");
      return;
    }
    json.object(
        "partAt",
        fields ->
            fields
                .field("hand", name(parting.hand()))
                .field("left", name(parting.left()))
                .field("right", name(parting.right())));
  }

  private static @Nullable String name(@Nullable Hand hand) {
    return hand == null ? null : hand.name();
  }
}
