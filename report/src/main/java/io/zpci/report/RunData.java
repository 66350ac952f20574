package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.report.Shape.Image;
import io.zpci.report.Shapes.Whole;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrivals;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * The operations of a run as the page's data: each a row of a few numbers in a temporary file, and
 * in memory only what is the same of many. See docs/reports.md.
 */
final class RunData implements RunListener, AutoCloseable {
  /** Where a row names neither bytes nor a shape. */
  static final int NONE = -1;

  /** So many bytes of an operation are kept. */
  static final int BYTES_KEPT = 64;

  /** So many crossings of an operation are kept with bytes of their own. */
  static final int OTHERS_KEPT = 32;

  private final CountedRun counted = new CountedRun();
  private final Shapes shapes = new Shapes();
  private final Map<Fate, Integer> fates = new LinkedHashMap<>();
  private final Map<Judgement, Integer> judgements = new LinkedHashMap<>();
  private final Map<Bytes, Integer> bytes = new LinkedHashMap<>();
  private final Spool rows;
  private final Spool contents;

  RunData() throws IOException {
    rows = new Spool();
    contents = new Spool();
  }

  /**
   * What operations have in common that differ in place and bytes only.
   *
   * @param told what the issuer was told; empty where nobody issued it
   * @param arrived what arrived, for people
   * @param judgement its number
   * @param shape number of the shape of its crossings; {@link #NONE} where nobody issued it
   */
  record Fate(
      Operation operation,
      int space,
      int length,
      boolean problemState,
      String told,
      String arrived,
      int judgement,
      int shape) {}

  @Override
  public void route(RouteStart start) {
    counted.route(start);
  }

  @Override
  public void operation(RanOperation ran) {
    counted.operation(ran);
    Issued issued = ran.issued();
    Whole whole = Whole.of(issued, ran.hands());
    Fate fate =
        fate(
            issued,
            ran.told().describe(),
            Arrivals.summary(Judge.arrivals(ran.hands())),
            ran.judgement(),
            shapes.of(ran.hands(), whole));
    row(ran.line(), fate, issued, whole.bytes(), others(ran.hands(), whole));
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    counted.notIssued(line, issued, why);
    Fate fate = fate(issued, "", "", Judgement.unavailable(why), NONE);
    row(line, fate, issued, issued.data(), List.of());
  }

  private Fate fate(Issued issued, String told, String arrived, Judgement judgement, int shape) {
    return new Fate(
        issued.operation(),
        issued.space(),
        issued.length(),
        issued.problemState(),
        told,
        arrived,
        judgements.computeIfAbsent(judgement, _ -> judgements.size()),
        shape);
  }

  /**
   * Bytes that are not the operation's own.
   *
   * @param crossing number of the crossing, in the order in which they happened, from 0
   */
  private record Other(int crossing, Bytes bytes) {}

  private static List<Other> others(Crossing root, Whole whole) {
    List<Other> others = new ArrayList<>();
    others(root, whole, 0, others);
    return others;
  }

  /** Answers the number of the crossing behind {@code crossing} and all below it. */
  private static int others(Crossing crossing, Whole whole, int number, List<Other> into) {
    if (into.size() < OTHERS_KEPT && whole.image(crossing) == Image.OTHER) {
      into.add(new Other(number, crossing.data()));
    }
    int next = number + 1;
    for (Crossing child : crossing.children()) {
      next = others(child, whole, next, into);
    }
    return next;
  }

  private void row(int line, Fate fate, Issued issued, Bytes whole, List<Other> others) {
    JsonGenerator json = rows.json();
    json.writeStartArray();
    json.writeNumber(line);
    json.writeNumber(fates.computeIfAbsent(fate, _ -> fates.size()));
    json.writeString(Long.toHexString(issued.offset()));
    json.writeString(Long.toHexString(issued.memory()));
    json.writeNumber(number(whole));
    for (Other other : others) {
      json.writeNumber(other.crossing());
      json.writeNumber(number(other.bytes()));
    }
    json.writeEndArray();
    rows.endLine();
  }

  /** The number of the first {@link #BYTES_KEPT} of {@code all}. */
  private int number(Bytes all) {
    if (all.size() == 0) {
      return NONE;
    }
    Bytes kept =
        all.size() <= BYTES_KEPT ? all : Bytes.of(Arrays.copyOf(all.toArray(), BYTES_KEPT));
    return bytes.computeIfAbsent(
        kept,
        fresh -> {
          contents.json().writeString(fresh.toHex());
          contents.endLine();
          return bytes.size();
        });
  }

  /** The run, counted. */
  CountedRun counted() {
    return counted;
  }

  Shapes shapes() {
    return shapes;
  }

  /** By number. */
  List<Fate> fates() {
    return List.copyOf(fates.keySet());
  }

  /** By number. */
  List<Judgement> judgements() {
    return List.copyOf(judgements.keySet());
  }

  /** How many texts of bytes are held in memory, each of at most {@link #BYTES_KEPT}. */
  int contentsKept() {
    return bytes.size();
  }

  /** The rows, to be copied once. */
  Spool rows() {
    return rows;
  }

  /** The bytes that rows name, to be copied once. */
  Spool contents() {
    return contents;
  }

  @Override
  public void close() throws IOException {
    try (rows) {
      contents.close();
    }
  }
}
