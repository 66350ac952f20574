package io.zpci.verdict;

import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The hands on the way of one operation, the issuer's on top: a row for each access, and below it
 * those that it caused. Runs of like accesses are one row, unless every one is asked for.
 */
public final class Ladder {
  /** Runs of like accesses shorter than this are shown in full. */
  private static final int SHORT_RUN = 3;

  private static final String INDENT = "  ";
  private static final String GAP = "  ";
  private static final int CELLS = 5;

  private final Branches branches;
  private final boolean every;
  private final List<Row> rows = new ArrayList<>();

  private Ladder(Branches branches, boolean every) {
    this.branches = branches;
    this.every = every;
  }

  /** How the tree is drawn: in front of the last child, of another, below one, below the last. */
  public enum Branches {
    /** By box characters. */
    DRAWN("└─ ", "├─ ", "│  ", "   "),
    /** By indentation; the text is ASCII. */
    INDENTED("  ", "  ", "  ", "  ");

    private final String corner;
    private final String tee;
    private final String bar;
    private final String blank;

    Branches(String corner, String tee, String bar, String blank) {
      this.corner = corner;
      this.tee = tee;
      this.bar = bar;
      this.blank = blank;
    }
  }

  /**
   * What stands in one row. A row that stands for a run has only its first two parts.
   *
   * @param hand who got the access, behind the branches that lead to it
   * @param access what it was: {@code pcistb 2+0x8 16}
   * @param result how it ended
   * @param succeeded whether it ended well
   * @param data the first bytes in hex
   * @param broken the rules that it broke in this hand: {@code breaks R-02}; empty where none
   */
  public record Row(
      String hand, String access, String result, boolean succeeded, String data, String broken) {
    private List<String> cells() {
      return List.of(hand, access, result, data, broken);
    }
  }

  /**
   * The rows of the tree below and with {@code top}.
   *
   * @param every whether accesses that are like the one before get a row too
   */
  public static List<Row> rows(Crossing top, Branches branches, boolean every) {
    Ladder ladder = new Ladder(branches, every);
    ladder.add(top, "", "");
    return List.copyOf(ladder.rows);
  }

  /** The rows as lines of plain text in columns, each indented by two blanks. */
  public static List<String> lines(Crossing top) {
    List<Row> rows = rows(top, Branches.INDENTED, false);
    int[] widths = new int[CELLS];
    for (Row row : rows) {
      for (int i = 0; i < CELLS; i++) {
        widths[i] = Math.max(widths[i], row.cells().get(i).length());
      }
    }
    return rows.stream().map(row -> line(row.cells(), widths)).toList();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(INDENT);
    for (int i = 0; i < CELLS; i++) {
      String cell = cells.get(i);
      line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** The same lines in one text, each ended by a newline. */
  public static String text(Crossing top) {
    return lines(top).stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /** What was decided and why ({@link Judgement#sentence}), and below it the hands. */
  public static String text(Crossing top, Judgement judgement) {
    return judgement.sentence() + "\n" + text(top);
  }

  private void add(Crossing crossing, String here, String below) {
    rows.add(
        new Row(
            here + crossing.hand().name(),
            access(crossing),
            result(crossing),
            crossing.succeeded(),
            crossing.data().toShortHex(),
            broken(crossing.broken(), "breaks ")));
    List<Crossing> children = crossing.children();
    int next;
    for (int i = 0; i < children.size(); i = next) {
      next = i + run(children, i);
      boolean last = next == children.size();
      int hidden = next - i - 1;
      String more = below + (last && hidden == 0 ? branches.blank : branches.bar);
      add(children.get(i), below + (last && hidden == 0 ? branches.corner : branches.tee), more);
      if (hidden > 0) {
        String hand = below + (last ? branches.corner : branches.tee) + "and " + hidden + " more";
        String upTo = "up to " + place(children.get(next - 1));
        rows.add(new Row(hand, upTo, "", true, "", ""));
      }
    }
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

  /** What the access was, and where: {@code pcistb 2+0x8 16}. */
  public static String access(Crossing crossing) {
    return crossing.operation().word() + " " + place(crossing) + " " + crossing.length();
  }

  private static String place(Crossing crossing) {
    return crossing.space() + "+0x" + Long.toHexString(crossing.offset());
  }

  /** How the access ended: {@code cc 1 status 12}, {@code EIO}, {@code 8 bytes}. */
  public static String result(Crossing crossing) {
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
  public static String summary(Crossing top) {
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
