package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Fuzz;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.Stack;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it is shown what random sequences came to. */
final class FuzzReport {
  private static final String NONE = "none";

  private final Stack stack;
  private final DeviceModel device;
  private final SequenceSettings settings;
  private final long seed;
  private final int runs;

  FuzzReport(Stack stack, DeviceModel device, SequenceSettings settings, long seed, int runs) {
    this.stack = stack;
    this.device = device;
    this.settings = settings;
    this.seed = seed;
    this.runs = runs;
  }

  /**
   * What came of one route.
   *
   * @param route its name
   * @param runner what ran; null where the route cannot be taken
   * @param result what came of it; null where the route cannot be taken
   * @param unavailable why it cannot; null where it can
   */
  record Row(
      String route,
      @Nullable SequenceRunner runner,
      Fuzz.@Nullable Result result,
      @Nullable String unavailable) {
    /** The sequence that failed; null where none did. */
    Fuzz.@Nullable Found found() {
      return result == null ? null : result.found();
    }

    int runs() {
      return result == null ? 0 : result.runs();
    }
  }

  /** A table with a row for each route, and below it what is left of each sequence that failed. */
  void print(Page page, List<Row> rows, boolean every) {
    String seeds =
        runs == 1
            ? "1 sequence of %d operations to %s, seed %s"
                .formatted(settings.operations(), device.word(), Long.toUnsignedString(seed))
            : "up to %d sequences of %d operations to %s, from seed %s on"
                .formatted(runs, settings.operations(), device.word(), Long.toUnsignedString(seed));
    page.line(seeds + "; " + stack.describe());
    Table table = new Table().text("route").number("runs").text("first failure");
    table.text("verdict").text("by").text("rule").number("seed").number("shrunk to");
    rows.forEach(row -> table.row(cells(row)));
    table.print(page);
    for (Row row : rows) {
      if (row.unavailable() != null) {
        page.line(row.unavailable());
      }
    }
    Footnotes notes = new Footnotes();
    for (Row row : rows) {
      Fuzz.Found found = row.found();
      if (found == null) {
        continue;
      }
      page.line();
      print(page, row.route(), found, every);
      if (found.failure() instanceof SequenceFailure.OfOperation operation) {
        notes.add(row.route(), operation.judgement().unverified());
      }
    }
    notes.print(page);
  }

  private static List<Cell> cells(Row row) {
    Fuzz.Found found = row.found();
    if (found == null) {
      String verdict = row.unavailable() == null ? "" : "unavailable";
      return List.of(
          Cell.of(row.route()),
          Cell.of(row.runs()),
          Cell.of(row.unavailable() == null ? NONE : ""),
          Cell.of(verdict),
          Cell.of(""),
          Cell.of(""),
          Cell.of(""),
          Cell.of(""));
    }
    FailureSignature signature = found.first().signature();
    return List.of(
        Cell.of(row.route()),
        Cell.of(row.runs()),
        Cell.of(place(found.first())),
        new Cell(signature.verdict(), ink(found.first())),
        Cell.of(signature.by()),
        Cell.of(signature.rule()),
        Cell.of(Long.toUnsignedString(found.seed())),
        Cell.of(found.shrunk().elements().size()));
  }

  /** {@code 79: pcistb 2 0x0 8}: the operation and how many came before it. */
  private static String place(SequenceFailure failure) {
    return switch (failure) {
      case SequenceFailure.OfOperation operation ->
          operation.index() + ": " + operation.issued().describe();
      case SequenceFailure.OfEndState end -> "in the end, " + end.place();
    };
  }

  private static Ink ink(SequenceFailure failure) {
    return failure instanceof SequenceFailure.OfOperation operation
        ? Ink.of(operation.judgement().verdict())
        : Ink.RED;
  }

  private static void print(Page page, String route, Fuzz.Found found, boolean every) {
    List<Issued> left = found.shrunk().elements();
    page.line(
        page.inked(Ink.BOLD, route)
            + ": shrunk to "
            + (left.size() == 1 ? "1 operation" : left.size() + " operations")
            + " in "
            + found.shrunk().runs()
            + " runs"
            + (found.shrunk().minimal() ? "" : ", which were all; fewer or simpler may do"));
    for (Issued each : left) {
      page.line("  " + describe(each));
    }
    SequenceFailure failure = found.failure();
    page.line(failure.describe());
    if (failure instanceof SequenceFailure.OfOperation operation) {
      LadderReport.print(page, operation.hands(), every);
    }
  }

  /** {@code pcistb 2 0x0 8 of 0000000300000008}; the operand's place where it is not a page's. */
  static String describe(Issued issued) {
    String data = issued.data().size() == 0 ? "" : " of " + issued.data().toShortHex();
    String from = issued.memory() == 0 ? "" : " from 0x" + Long.toHexString(issued.memory());
    return issued.describe() + data + from + (issued.problemState() ? " in problem state" : "");
  }

  /** One object for a route. */
  void json(JsonLines lines, Row row) {
    Fuzz.Found found = row.found();
    lines.object(json -> {
      json.field("route", row.route())
          .field("qemu", stack.qemu().name())
          .field("host", stack.host().name())
          .field("guest", stack.guest().name())
          .field("device", device.word())
          .field("operations", settings.operations())
          .unsigned("firstSeed", seed)
          .field("unavailable", row.unavailable())
          .field("runs", row.runs());
      if (found == null) {
        json.none("seed").none("first").none("failure").none("shrunk");
        json.none("attempts").none("minimal");
        return;
      }
      json.unsigned("seed", found.seed());
      json.object("first", fields -> failure(fields, found.first()));
      json.object("failure", fields -> failure(fields, found.failure()));
      json.objects("shrunk", found.shrunk().elements(), issued -> issued(json, issued));
      json.field("attempts", found.shrunk().runs()).field("minimal", found.shrunk().minimal());
    });
  }

  private static void failure(JsonLines json, SequenceFailure failure) {
    FailureSignature signature = failure.signature();
    json.field("index", failure.index());
    switch (failure) {
      case SequenceFailure.OfOperation operation ->
          json.field("operation", operation.issued().describe());
      case SequenceFailure.OfEndState _ -> json.none("operation");
    }
    json.field("verdict", signature.verdict())
        .field("brokenBy", signature.by())
        .field("rule", signature.rule());
    switch (failure) {
      case SequenceFailure.OfOperation operation ->
          json.field("why", operation.judgement().why())
              .texts("unverified", operation.judgement().unverified());
      case SequenceFailure.OfEndState end ->
          json.field("why", end.describe()).texts("unverified", List.of());
    }
  }

  private static void issued(JsonLines json, Issued issued) {
    json.field("op", issued.operation().word())
        .field("space", issued.space())
        .unsigned("offset", issued.offset())
        .field("length", issued.length())
        .field("data", issued.data().toHex())
        .unsigned("memory", issued.memory())
        .field("problemState", issued.problemState());
  }
}
