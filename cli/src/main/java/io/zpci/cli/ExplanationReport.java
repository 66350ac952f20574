package io.zpci.cli;

import io.zpci.arch.Outcome;
import io.zpci.cli.Table.Cell;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explanation;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import io.zpci.workload.Issued;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the fate of one operation on each route is shown. */
final class ExplanationReport {
  private ExplanationReport() {}

  /**
   * A table with a row for each route, and below it what each hand did.
   *
   * @param ladders whether every access of every hand gets a line; else each hand gets a few words
   * @param every whether accesses that are like the one before get a line too
   */
  static void print(
      Page page,
      DeviceModel device,
      Issued issued,
      List<Explanation> explanations,
      boolean ladders,
      boolean every) {
    if (!explanations.isEmpty()) {
      page.line(
          describe(issued)
              + " to "
              + device.word()
              + "; "
              + explanations.getFirst().stack().describe());
    }
    Table table = new Table();
    for (String heading :
        List.of("route", "verdict", "by", "rule", "issuer was told", "device got", "plug")) {
      table.text(heading);
    }
    explanations.forEach(explanation -> table.row(row(explanation)));
    table.print(page);
    if (explanations.stream().anyMatch(ExplanationReport::goesOnAsIfPlugged)) {
      page.line("plug: QEMU's answer; where it is refused the row goes on as if it were not");
    }
    Footnotes notes = new Footnotes();
    for (Explanation explanation : explanations) {
      page.line();
      page.line(sentence(page, explanation));
      Crossing hands = explanation.hands();
      if (hands != null) {
        if (ladders) {
          LadderReport.print(page, hands, every);
        } else {
          page.line("  " + Ladder.summary(hands));
        }
      }
      notes.add(explanation.route(), explanation.judgement().unverified());
    }
    notes.print(page);
  }

  private static boolean goesOnAsIfPlugged(Explanation explanation) {
    return explanation.guest() != null
        && explanation.plug() != null
        && explanation.plug().startsWith("refused");
  }

  private static String describe(Issued issued) {
    String what =
        issued.operation().word()
            + " "
            + issued.space()
            + " 0x"
            + Long.toHexString(issued.offset())
            + " "
            + issued.length();
    String memory = " 0x" + Long.toHexString(issued.memory());
    String data = issued.data().size() == 0 ? "" : " of " + issued.data().toShortHex();
    return what
        + data
        + (issued.operation().isStore() ? " from" : " into")
        + memory
        + (issued.problemState() ? " in problem state" : "");
  }

  private static List<Cell> row(Explanation explanation) {
    Judgement judgement = explanation.judgement();
    GuestResult guest = explanation.guest();
    return List.of(
        Cell.of(explanation.route()),
        new Cell(
            judgement.verdict().word() + Footnotes.mark(judgement.unverified()),
            Ink.of(judgement.verdict())),
        Cell.of(name(judgement.brokenBy(), "")),
        Cell.of(judgement.rule()),
        Cell.of(guest == null ? "" : guest.describe()),
        Cell.of(guest == null ? "" : ArrivalSummary.of(explanation.device())),
        Cell.of(explanation.plug()));
  }

  private static String sentence(Page page, Explanation explanation) {
    Judgement judgement = explanation.judgement();
    return page.inked(Ink.BOLD, explanation.route())
        + ": "
        + page.inked(Ink.of(judgement.verdict()), judgement.decided())
        + (judgement.why().isEmpty() ? "" : ": " + judgement.why());
  }

  private static @Nullable String name(@Nullable Hand hand) {
    return hand == null ? null : hand.name();
  }

  private static String name(@Nullable Hand hand, String otherwise) {
    return hand == null ? otherwise : hand.name();
  }

  /** One object for a route. */
  static void json(JsonLines lines, Explanation explanation) {
    Judgement judgement = explanation.judgement();
    lines.object(json -> {
      json.field("route", explanation.route())
          .field("qemu", explanation.stack().qemu().name())
          .field("host", explanation.stack().host().name())
          .field("plug", explanation.plug());
      guest(json, explanation.guest());
      json.objects("device", explanation.device(), arrival -> arrival(json, arrival))
          .field("verdict", judgement.verdict().word())
          .field("brokenBy", name(judgement.brokenBy()))
          .field("rule", judgement.rule())
          .field("why", judgement.why())
          .texts("unverified", judgement.unverified());
    });
  }

  private static void guest(JsonLines json, @Nullable GuestResult guest) {
    switch (guest) {
      case null -> json.none("guest");
      case GuestResult.Instruction(int outcome) -> outcome(json, "guest", outcome);
      case GuestResult.Call call ->
          json.object(
              "guest",
              fields -> fields.field("errno", call.errnoName()).field("done", call.done()));
    }
  }

  private static void arrival(JsonLines json, Arrival arrival) {
    json.field("op", arrival.operation().word())
        .field("mio", arrival.mio())
        .field("bar", arrival.bar())
        .unsigned("offset", arrival.offset())
        .field("length", arrival.length())
        .field("data", arrival.data().toHex());
    outcome(json, "outcome", arrival.outcome());
  }

  private static void outcome(JsonLines json, String name, int outcome) {
    json.object(
        name,
        fields -> {
          if (Outcome.isException(outcome)) {
            fields.field("exception", Outcome.interruption(outcome).word());
            return;
          }
          fields.field("cc", Outcome.cc(outcome));
          if (Outcome.hasStatus(outcome)) {
            fields.field("status", Outcome.status(outcome));
          } else {
            fields.none("status");
          }
        });
  }
}
