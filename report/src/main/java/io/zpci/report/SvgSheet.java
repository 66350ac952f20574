package io.zpci.report;

import io.zpci.report.SvgReport.Drawn;
import io.zpci.trace.Hand;
import io.zpci.verdict.Judgement;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sheet on which {@link SvgReport} draws: a heading, then a ladder below the other. */
final class SvgSheet {
  private static final int MARGIN = 28;
  private static final int LEAST_WIDTH = 760;
  private static final int LINE = 17;

  /** As wide as a letter of the text is on average. */
  private static final double LETTER = 6.1;

  private final RunHeading heading;
  private final CountedRun run;
  private final Shapes shapes;
  private final List<Drawn> shown;
  private final StackNames stacks;
  private final int width;

  SvgSheet(RunHeading heading, CountedRun run, Shapes shapes, List<Drawn> shown) {
    this.heading = heading;
    this.run = run;
    this.shapes = shapes;
    this.shown = shown;
    this.stacks = StackNames.of(run);
    int columns = shown.stream().mapToInt(each -> columns(each).size()).max().orElse(1);
    this.width = Math.max(LEAST_WIDTH, LadderPicture.width(columns) + 2 * MARGIN);
  }

  void draw(Writer out) throws IOException {
    // The height is known when everything is drawn, and stands before it.
    StringWriter body = new StringWriter();
    Drawing drawing = new Drawing(body);
    drawing.open("g");
    int y = top(drawing);
    for (Drawn each : shown) {
      y = draw(drawing, each, y);
    }
    y = bottom(drawing, y);
    drawing.close().end();
    Drawing sheet = new Drawing(out);
    sheet
        .svg(width, y)
        .set("role", "img")
        .set("aria-labelledby", "zpci-title zpci-desc")
        .open("title")
        .set("id", "zpci-title")
        .text(heading.title())
        .close()
        .open("desc")
        .set("id", "zpci-desc")
        .text(description())
        .close()
        .element("style", Palette.shipped().resolve(Resources.text("ladder.css")))
        .empty("rect")
        .set("class", "sheet")
        .set("width", "100%")
        .set("height", "100%")
        .text("\n")
        .flush();
    out.write(body.toString());
    sheet.close().end();
    out.write("\n");
  }

  private String description() {
    StringBuilder text = new StringBuilder(Sentence.of(heading, run).text());
    for (Drawn each : shown) {
      text.append('\n').append(name(each)).append(": ").append(each.judgement().decided());
    }
    return text.toString();
  }

  private int top(Drawing drawing) {
    int y = MARGIN + 14;
    drawing.label("title", MARGIN, y, heading.title());
    y += 10;
    for (String line : wrapped(Sentence.of(heading, run).text(), 7.2)) {
      y += LINE + 2;
      drawing.label("sentence", MARGIN, y, line);
    }
    y += LINE;
    drawing.label("muted", MARGIN, y + 4, stacks.common());
    return y + 34;
  }

  private int draw(Drawing drawing, Drawn drawn, int top) {
    Judgement judgement = drawn.judgement();
    int y = top;
    drawing.path("rule", new PathData().move(MARGIN, y - 14).across(width - MARGIN));
    y += 12;
    MarkSign.draw(drawing, judgement.verdict(), MARGIN + 8.0, y - 5.0);
    drawing.label("name", MARGIN + 24, y, name(drawn));
    for (String line : wrapped(judgement.sentence(), LETTER)) {
      y += LINE;
      drawing.label("text", MARGIN + 24, y, line);
    }
    for (String line : judgement.unverified()) {
      y += LINE;
      drawing.label("muted", MARGIN + 24, y, "unverified: " + line);
    }
    y += 18;
    LadderLayout layout = LadderLayout.of(shapes, drawn.shape(), columns(drawn));
    drawing.open("g").set("transform", "translate(" + (MARGIN + 14) + " " + y + ")");
    LadderPicture.draw(drawing, layout);
    drawing.close();
    return y + LadderPicture.height(drawing, layout) + 26;
  }

  private int bottom(Drawing drawing, int top) {
    int drawn = shown.stream().mapToInt(Drawn::count).sum();
    int left = run.operations() - drawn;
    int y = top;
    for (CountedRoute route : run.routes()) {
      if (route.start().unavailable() != null) {
        drawing.label(
            "muted",
            MARGIN,
            y,
            stacks.name(route) + ": unavailable, " + route.start().unavailable());
        y += LINE;
      }
    }
    if (left > 0) {
      drawing.label(
          "muted",
          MARGIN,
          y,
          String.format(
              Locale.ROOT,
              "%,d of %,d operations are like one of these; the other %,d are not drawn.",
              drawn,
              run.operations(),
              left));
      y += LINE;
    }
    drawing.label("muted", MARGIN, y, heading.ran() + " · " + heading.program());
    return y + MARGIN;
  }

  /** {@code bar-rw, line 8: pcistb 2 0x8 8, and 56 more like it}. */
  private String name(Drawn drawn) {
    String at = heading.at(drawn.line());
    return stacks.name(drawn.route())
        + (at.isEmpty() ? "" : ", " + at)
        + ": "
        + drawn.first().describe()
        + (drawn.count() == 1 ? "" : ", and " + (drawn.count() - 1) + " more like it");
  }

  /** Columns of the hands that the route had, and of the device. */
  private List<Hand> columns(Drawn drawn) {
    return columns(run, drawn.route());
  }

  /** Columns of the hands that {@code route} had, and of the device. */
  static List<Hand> columns(CountedRun run, CountedRoute route) {
    List<Hand> columns = new ArrayList<>();
    for (List<Hand> lane : run.lanes().columns()) {
      for (Hand hand : lane) {
        if (route.crossings().containsKey(hand) || hand.equals(Hand.DEVICE)) {
          columns.add(hand);
        }
      }
    }
    return columns;
  }

  private List<String> wrapped(String text, double letter) {
    int most = (int) ((width - 2 * MARGIN - 24) / letter);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
