package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.report.Shapes.Whole;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Issued;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ladders of a run as one picture: an SVG file that needs nothing else, in light and dark. Each
 * kind of operation is drawn once on each route, with how many there were. Of a run with many kinds
 * it shows the first break and the first {@value #MOST}, those that broke before others, and says
 * what it leaves out. In memory it keeps what is drawn.
 */
public final class SvgReport implements RunListener {
  /** So many kinds of operations are drawn. */
  static final int MOST = 12;

  private final RunHeading heading;
  private final CountedRun counted = new CountedRun();
  private final Shapes shapes = new Shapes();
  private final Map<Kind, Drawn> broken = new LinkedHashMap<>();
  private final Map<Kind, Drawn> whole = new LinkedHashMap<>();
  private int kinds;

  /** A picture of a run that is told to it. */
  public SvgReport(RunHeading heading) {
    this.heading = heading;
  }

  /** What operations have in common that are drawn as one. */
  private record Kind(
      int route, Operation operation, int space, int length, Judgement judgement, int shape) {}

  /** A kind of operation as it is drawn. */
  static final class Drawn {
    private final int number;
    private final CountedRoute route;
    private final Issued first;
    private final int line;
    private final Judgement judgement;
    private final int shape;
    private int count;

    private Drawn(int number, CountedRoute route, RanOperation ran, int shape) {
      this.number = number;
      this.route = route;
      this.first = ran.issued();
      this.line = ran.line();
      this.judgement = ran.judgement();
      this.shape = shape;
    }

    CountedRoute route() {
      return route;
    }

    /** The first of its kind. */
    Issued first() {
      return first;
    }

    /** Line or step of the first. */
    int line() {
      return line;
    }

    Judgement judgement() {
      return judgement;
    }

    /** Number of the shape of its crossings. */
    int shape() {
      return shape;
    }

    int count() {
      return count;
    }
  }

  @Override
  public void route(RouteStart start) {
    counted.route(start);
  }

  @Override
  public void operation(RanOperation ran) {
    counted.operation(ran);
    int shape = shapes.of(ran.hands(), Whole.of(ran.issued(), ran.hands()));
    Issued issued = ran.issued();
    Kind kind =
        new Kind(
            counted.routes().size(),
            issued.operation(),
            issued.space(),
            issued.length(),
            ran.judgement(),
            shape);
    Map<Kind, Drawn> these = ran.broken() ? broken : whole;
    Drawn drawn = these.get(kind);
    if (drawn == null && these.size() < MOST) {
      drawn = new Drawn(kinds, counted.routes().getLast(), ran, shape);
      these.put(kind, drawn);
      kinds++;
    }
    if (drawn != null) {
      drawn.count++;
    }
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    counted.notIssued(line, issued, why);
  }

  /**
   * Writes the picture.
   *
   * @throws FileSystemException where {@code file} cannot be written; what was there is as it was
   */
  public void write(Path file) throws FileSystemException {
    Output.write(file, out -> new SvgSheet(heading, counted, shapes, shown()).draw(out));
  }

  /** What is drawn, in the order in which it happened. */
  List<Drawn> shown() {
    List<Drawn> shown = new ArrayList<>(broken.values());
    whole.values().stream().limit(MOST - shown.size()).forEach(shown::add);
    shown.sort((a, b) -> Integer.compare(a.number, b.number));
    return shown;
  }
}
