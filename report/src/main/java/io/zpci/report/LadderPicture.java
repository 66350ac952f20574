package io.zpci.report;

import io.zpci.report.LadderLayout.Placed;
import io.zpci.trace.Hand;
import io.zpci.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of crossings as a picture; the page draws the others alike, in ladder.js. */
final class LadderPicture {
  /** From the middle of one column to that of the next. */
  static final int COLUMN = 175;

  private static final int BOX_WIDTH = 150;
  private static final int BOX_HEIGHT = 38;
  private static final int NOTE = 14;
  private static final int GAP = 14;
  private static final int MARGIN = 8;
  private static final int HEAD = 34;

  /** Radius of the bends of an edge. */
  private static final int BEND = 9;

  private final Drawing drawing;
  private final LadderLayout layout;
  private final int[] tops;
  private final int height;

  private LadderPicture(Drawing drawing, LadderLayout layout) {
    this.drawing = drawing;
    this.layout = layout;
    int[] heights = layout.heights(BOX_HEIGHT, NOTE);
    tops = new int[heights.length];
    int y = HEAD;
    for (int i = 0; i < heights.length; i++) {
      tops[i] = y;
      y += heights[i] + GAP;
    }
    height = y;
  }

  /** How wide a picture of {@code columns} is. */
  static int width(int columns) {
    return Math.max(1, columns) * COLUMN - (COLUMN - BOX_WIDTH) + 2 * MARGIN;
  }

  /** How high the picture of {@code layout} is. */
  static int height(Drawing drawing, LadderLayout layout) {
    return new LadderPicture(drawing, layout).height;
  }

  /** Draws it from the origin on. */
  static void draw(Drawing drawing, LadderLayout layout) {
    LadderPicture picture = new LadderPicture(drawing, layout);
    picture.lanes();
    layout.placed().forEach(picture::edge);
    layout.placed().forEach(picture::crossing);
  }

  private void lanes() {
    List<Hand> columns = layout.columns();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      boolean reached = layout.placed().stream().anyMatch(each -> each.column() == column);
      double x = middle(column);
      drawing.label(reached ? "lane-name" : "lane-name unreached", x, 16, columns.get(i).name());
      drawing.path(
          reached ? "lane" : "lane unreached", new PathData().move(x, 24).down(height - GAP / 2.0));
    }
    drawing.newLine();
  }

  private static double middle(int column) {
    return MARGIN + BOX_WIDTH / 2.0 + column * COLUMN;
  }

  private static double left(Placed placed) {
    return middle(placed.column()) - BOX_WIDTH / 2.0;
  }

  private double y(Placed placed) {
    return tops[placed.row()] + BOX_HEIGHT / 2.0;
  }

  private void edge(Placed placed) {
    Placed parent = placed.parent();
    if (parent == null) {
      return;
    }
    boolean failed = placed.elided() == 0 && !placed.shape().succeeded();
    String style = failed ? "edge failed" : "edge";
    double toX = left(placed);
    double toY = y(placed);
    double fromX = left(parent) + BOX_WIDTH;
    double fromY = y(parent);
    if (placed.column() <= parent.column()) {
      fromX = middle(parent.column());
      fromY = tops[parent.row()] + BOX_HEIGHT;
      toX = middle(placed.column());
      toY = tops[placed.row()];
    }
    PathData path = new PathData().move(fromX, fromY);
    if (placed.column() <= parent.column()) {
      path.line(toX, toY);
    } else if (toY > fromY) {
      // Down beside the parent, then over: pieces fan out of one stem.
      double stem = fromX + BEND;
      path.bend(stem, fromY, stem, fromY + BEND).down(toY - BEND).bend(stem, toY, stem + BEND, toY);
    }
    drawing.path(style, placed.column() <= parent.column() ? path : path.across(toX));
  }

  private void crossing(Placed placed) {
    Shape shape = placed.shape();
    double x = left(placed);
    double y = tops[placed.row()];
    if (placed.elided() > 0) {
      drawing.label(
          "elided", middle(placed.column()), y(placed) + 4, "and " + placed.elided() + " more");
      return;
    }
    Verdict kind = kind(shape);
    drawing.open("g").set("class", "crossing" + (kind == null ? "" : " " + kind.word()));
    drawing.element("title", title(placed));
    drawing
        .empty("rect")
        .set("class", "box")
        .set("x", x)
        .set("y", y)
        .set("width", BOX_WIDTH)
        .set("height", BOX_HEIGHT)
        .set("rx", 5);
    drawing.label("op", x + 9, y + 16, shape.operation().word() + " " + shape.length());
    Placed parent = placed.parent();
    if (parent != null && parent.offset() != placed.offset()) {
      drawing.label("place", x + BOX_WIDTH - 12, y + 16, signed(placed.offset()));
    }
    drawing.label(shape.succeeded() ? "result" : "result failed", x + 9, y + 31, shape.result());
    int line = 0;
    for (String note : placed.notes()) {
      line++;
      drawing.label("note", x + 9, y + BOX_HEIGHT + line * NOTE - 1, note);
    }
    if (kind != null) {
      MarkSign.draw(drawing, kind, x + BOX_WIDTH - 3, y + 3);
    }
    drawing.close().newLine();
  }

  /** What a hand did, of several things the worst; null where it passed the access on. */
  private static @Nullable Verdict kind(Shape shape) {
    for (Mark mark : Mark.values()) {
      if (mark.in(shape.marks())) {
        return mark.kind();
      }
    }
    return null;
  }

  private static String title(Placed placed) {
    Shape shape = placed.shape();
    StringBuilder title = new StringBuilder(shape.hand().name()).append(": ");
    title.append(shape.operation().word()).append(' ').append(shape.length());
    if (placed.offset() != 0) {
      title.append(" at ").append(signed(placed.offset()));
    }
    title.append(", ").append(shape.result());
    placed.notes().forEach(note -> title.append(", ").append(note));
    shape.broken().stream()
        .distinct()
        .forEach(
            rule -> title.append("\n").append(rule.id()).append(": ").append(rule.statement()));
    return title.toString();
  }

  private static String signed(long offset) {
    return (offset < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(offset));
  }
}
