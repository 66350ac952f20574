package io.zpci.report;

import io.zpci.verdict.Verdict;
import java.io.StringWriter;
import java.util.List;

/** Small pictures that stand in the page as elements of it. */
final class Pictures {
  private static final int SHARES = 150;
  private static final int BAR = 64;
  private static final int BAR_HEIGHT = 6;

  private Pictures() {}

  /** A ladder. */
  static String ladder(LadderLayout layout) {
    StringWriter out = new StringWriter();
    Drawing drawing = new Drawing(out);
    drawing
        .svg(LadderPicture.width(layout.columns().size()), LadderPicture.height(drawing, layout))
        .set("role", "img")
        .set("aria-label", Words.of(layout));
    LadderPicture.draw(drawing, layout);
    drawing.close().end();
    return out.toString();
  }

  /** The sign of a verdict, as high as a line of text. */
  static String sign(Verdict verdict) {
    StringWriter out = new StringWriter();
    Drawing drawing = new Drawing(out);
    drawing
        .open("svg")
        .set("class", "sign-inline")
        .set("viewBox", "-8 -8 16 16")
        .set("aria-hidden", "true");
    MarkSign.draw(drawing, verdict, 0, 0);
    drawing.close().end();
    return out.toString();
  }

  /** The shares of the verdicts of a route, one behind the other. */
  static String shares(List<Verdict> verdicts, CountedRoute route) {
    StringWriter out = new StringWriter();
    Drawing drawing = new Drawing(out);
    drawing
        .open("svg")
        .set("class", "share-bar")
        .set("viewBox", "0 0 " + SHARES + " 10")
        .set("preserveAspectRatio", "none")
        .set("height", 10)
        .set("aria-hidden", "true");
    double x = 0;
    int all = Math.max(1, route.operations());
    for (Verdict verdict : verdicts) {
      int count = route.of(verdict);
      if (count > 0) {
        double share = (double) SHARES * count / all;
        drawing
            .empty("rect")
            .set("class", "segment " + verdict.word())
            .set("x", x)
            .set("width", Math.max(1.5, share - 1.5))
            .set("height", 10);
        x += share;
      }
    }
    drawing.close().end();
    return out.toString();
  }

  /** A bar for {@code count}, where the longest is for {@code most}. */
  static String bar(long count, long most) {
    StringWriter out = new StringWriter();
    Drawing drawing = new Drawing(out);
    double length = (double) BAR * count / Math.max(1, most);
    drawing
        .open("svg")
        .set("class", "hand-bar")
        .set("width", BAR)
        .set("height", BAR_HEIGHT)
        .set("aria-hidden", "true")
        .empty("rect")
        .set("width", count == 0 ? 0 : Math.max(1, length))
        .set("height", BAR_HEIGHT)
        .close()
        .end();
    return out.toString();
  }

  /** A ladder in words, for those who do not see it. */
  private static final class Words {
    private Words() {}

    private static String of(LadderLayout layout) {
      StringBuilder words = new StringBuilder("Ladder: ");
      for (LadderLayout.Placed placed : layout.placed()) {
        if (placed.elided() > 0) {
          words.append("and ").append(placed.elided()).append(" more; ");
        } else {
          Shape shape = placed.shape();
          words.append(shape.hand().name()).append(' ').append(shape.operation().word());
          words.append(" of ").append(shape.length()).append(", ").append(shape.result());
          placed.notes().forEach(note -> words.append(", ").append(note));
          words.append("; ");
        }
      }
      return words.substring(0, words.length() - 2) + ".";
    }
  }
}
