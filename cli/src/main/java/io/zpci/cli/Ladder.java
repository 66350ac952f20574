package io.zpci.cli;

import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import io.zpci.cli.Table.Cell;
import io.zpci.linux.Errno;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The hands on the way of one operation, the issuer's on top. */
final class Ladder {
  /** Runs of like accesses shorter than this are shown in full. */
  private static final int SHORT_RUN = 3;

  private final Page page;
  private final boolean every;
  private final Table table = new Table().text("").text("").text("").text("").text("");

  private Ladder(Page page, boolean every) {
    this.page = page;
    this.every = every;
  }

  /** One line for each access; for a run of like ones one line, unless {@code every} is set. */
  static void print(Page page, Crossing top, boolean every) {
    Ladder ladder = new Ladder(page, every);
    ladder.add(top, "", "");
    ladder.table.printRows(page, "  ");
  }

  private void add(Crossing crossing, String here, String below) {
    boolean good = crossing.succeeded();
    table.row(
        Cell.of(here + crossing.hand().name()),
        Cell.of(access(crossing)),
        new Cell(result(crossing), good ? Ink.PLAIN : Ink.RED),
        new Cell(ExplanationReport.shortHex(crossing.data()), Ink.DIM),
        new Cell(broken(crossing.broken(), "breaks "), Ink.YELLOW));
    List<Crossing> children = crossing.children();
    int next;
    for (int i = 0; i < children.size(); i = next) {
      next = i + run(children, i);
      boolean last = next == children.size();
      int hidden = next - i - 1;
      String more = below + (last && hidden == 0 ? blank() : bar());
      add(children.get(i), below + (last && hidden == 0 ? corner() : tee()), more);
      if (hidden > 0) {
        String upTo = place(children.get(next - 1));
        table.row(
            Cell.of(below + (last ? corner() : tee()) + "and " + hidden + " more"),
            Cell.of("up to " + upTo),
            Cell.of(""),
            Cell.of(""),
            Cell.of(""));
      }
    }
  }

  private String tee() {
    return page.boxes() ? "├─ " : "  ";
  }

  private String corner() {
    return page.boxes() ? "└─ " : "  ";
  }

  private String bar() {
    return page.boxes() ? "│  " : "  ";
  }

  private String blank() {
    return page.boxes() ? "   " : "  ";
  }

  /** How many accesses from {@code start} on are shown as one. */
  private int run(List<Crossing> children, int start) {
    int end = start + 1;
    while (end < children.size() && alike(children.get(start), children.get(end))) {
      end++;
    }
    return every || end - start < SHORT_RUN ? 1 : end - start;
  }

  private static boolean alike(Crossing one, Crossing other) {
    if (!one.hand().equals(other.hand())
        || one.operation() != other.operation()
        || one.space() != other.space()
        || one.length() != other.length()
        || one.result() != other.result()
        || !one.broken().equals(other.broken())
        || one.children().size() != other.children().size()) {
      return false;
    }
    for (int i = 0; i < one.children().size(); i++) {
      if (!alike(one.children().get(i), other.children().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String access(Crossing crossing) {
    return crossing.operation().word() + " " + place(crossing) + " " + crossing.length();
  }

  private static String place(Crossing crossing) {
    return crossing.space() + "+0x" + Long.toHexString(crossing.offset());
  }

  private static String result(Crossing crossing) {
    long result = crossing.result();
    return switch (crossing.operation()) {
      case PCILG, PCISTG, PCISTB, PCILGI, PCISTGI, PCISTBI, LOAD, STORE, BLOCK ->
          Outcome.describe((int) result);
      case PREAD, PWRITE -> result < 0 ? Errno.name(result) : result + " bytes";
      case IOREAD, IOWRITE, MEMCPY_TOIO, MEMCPY_FROMIO, MEMSET_IO, MMIO_WRITE, MMIO_READ ->
          result == 0 ? "done" : Errno.name(result);
    };
  }

  private static String broken(List<Rule> rules, String before) {
    return rules.isEmpty()
        ? ""
        : rules.stream().map(Rule::id).distinct().collect(Collectors.joining(", ", before, ""));
  }

  /**
   * The whole ladder in one line: {@code qemu pcistb of 64 > vfio 8 pwrite of 8 > ..}, with how it
   * ended where it did not end well, and the rules it broke.
   */
  static String summary(Crossing top) {
    List<String> steps = new ArrayList<>();
    for (List<Crossing> level = List.of(top); !level.isEmpty(); level = below(level)) {
      Map<Hand, List<Crossing>> byHand = new LinkedHashMap<>();
      for (Crossing crossing : level) {
        byHand.computeIfAbsent(crossing.hand(), hand -> new ArrayList<>()).add(crossing);
      }
      steps.add(
          byHand.entrySet().stream()
              .map(each -> each.getKey().name() + " " + summary(each.getValue()))
              .collect(Collectors.joining(" and ")));
    }
    return String.join(" > ", steps);
  }

  private static List<Crossing> below(List<Crossing> level) {
    return level.stream().flatMap(crossing -> crossing.children().stream()).toList();
  }

  private static String summary(List<Crossing> crossings) {
    Map<Operation, List<Crossing>> byOperation = new LinkedHashMap<>();
    for (Crossing crossing : crossings) {
      byOperation.computeIfAbsent(crossing.operation(), key -> new ArrayList<>()).add(crossing);
    }
    String accesses =
        byOperation.entrySet().stream()
            .map(each -> counted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    String bad =
        crossings.stream()
            .filter(crossing -> !crossing.succeeded())
            .map(Ladder::result)
            .findFirst()
            .map(result -> " (" + result + ")")
            .orElse("");
    List<Rule> rules =
        crossings.stream().flatMap(crossing -> crossing.broken().stream()).distinct().toList();
    String broken = broken(rules, " [");
    return accesses + bad + (broken.isEmpty() ? "" : broken + "]");
  }

  private static String counted(Operation operation, List<Crossing> crossings) {
    TreeSet<Integer> lengths =
        crossings.stream().map(Crossing::length).collect(Collectors.toCollection(TreeSet::new));
    String of =
        Objects.equals(lengths.first(), lengths.last())
            ? "" + lengths.first()
            : lengths.first() + " to " + lengths.last();
    String count = crossings.size() == 1 ? "" : crossings.size() + " ";
    return count + operation.word() + " of " + of;
  }
}
