package io.zpci.report;

import io.zpci.report.Shape.Piece;
import io.zpci.trace.Hand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each crossing of a tree stands in a picture: a column for each hand, a row for each piece
 * at the end of the way. A crossing stands beside the first that it caused. Long runs of like
 * pieces show their first two and their last; what is left out is said.
 */
final class LadderLayout {
  /** Trees with no more ends than these are shown whole. */
  private static final int SHOWN_WHOLE = 6;

  /** Runs with no more pieces than these are shown whole. */
  private static final int SHORT_RUN = 4;

  private static final int RUN_HEAD = 2;

  /** Of a crossing with very many different pieces, so many are shown, and the last. */
  private static final int MOST_PIECES = 8;

  private final Shapes shapes;
  private final List<Hand> columns;
  private final boolean whole;
  private final List<Placed> placed = new ArrayList<>();
  private int rows;

  /**
   * A crossing in its place.
   *
   * @param shape its own, or where pieces are left out that of the first of them
   * @param parent the crossing that caused it; null at the root
   * @param offset its place less that of the root
   * @param elided how many pieces are left out here; 0 where this is a crossing
   * @param column of its hand
   * @param row from 0
   */
  record Placed(
      Shape shape, @Nullable Placed parent, long offset, int elided, int column, int row) {
    /** Notes below it: what its hand did, and the rules that it broke. */
    List<String> notes() {
      List<String> notes = new ArrayList<>();
      if (elided > 0) {
        return notes;
      }
      int outs = shape.pieces().stream().mapToInt(Piece::times).sum();
      for (Mark mark : Mark.values()) {
        if (mark.in(shape.marks())) {
          notes.add(
              switch (mark) {
                case REFUSED -> "refuses it";
                case LOST -> outs == 0 ? "drops it, tells nobody" : "tells nobody";
                case REVERSED -> "bytes reversed";
                case CHANGED -> "other bytes";
                case CUT -> "cuts it in " + outs;
                case REPORTED -> "goes on";
              });
        }
      }
      shape.broken().stream().map(rule -> "breaks " + rule.id()).distinct().forEach(notes::add);
      return notes;
    }
  }

  private LadderLayout(Shapes shapes, List<Hand> columns, int root) {
    this.shapes = shapes;
    this.columns = columns;
    this.whole = ends(shapes.at(root)) <= SHOWN_WHOLE;
    place(root, null, 0);
  }

  /** The layout of the tree {@code root}, with a column for each of {@code columns}. */
  static LadderLayout of(Shapes shapes, int root, List<Hand> columns) {
    return new LadderLayout(shapes, columns, root);
  }

  private long ends(Shape shape) {
    long ends = 0;
    for (Piece piece : shape.pieces()) {
      ends += piece.times() * ends(shapes.at(piece.shape()));
    }
    return Math.max(1, ends);
  }

  private void place(int number, @Nullable Placed parent, long offset) {
    Shape shape = shapes.at(number);
    int column = Math.max(0, columns.indexOf(shape.hand()));
    Placed own = new Placed(shape, parent, offset, 0, column, rows);
    placed.add(own);
    List<Piece> pieces = shape.pieces();
    if (pieces.isEmpty()) {
      rows++;
      return;
    }
    Hand next = shapes.at(pieces.getFirst().shape()).hand();
    if (columns.indexOf(next) <= column) {
      rows++;
    }
    if (whole || pieces.size() <= MOST_PIECES) {
      pieces.forEach(piece -> place(own, piece));
      return;
    }
    pieces.subList(0, MOST_PIECES - 2).forEach(piece -> place(own, piece));
    List<Piece> left = pieces.subList(MOST_PIECES - 2, pieces.size() - 1);
    elide(own, left.getFirst(), left.stream().mapToInt(Piece::times).sum());
    place(own, pieces.getLast());
  }

  private void place(Placed parent, Piece piece) {
    boolean every = whole || piece.times() <= SHORT_RUN;
    for (int i = 0; i < piece.times(); i++) {
      if (!every && i == RUN_HEAD) {
        elide(parent, piece, piece.times() - RUN_HEAD - 1);
        i = piece.times() - 1;
      }
      place(piece.shape(), parent, parent.offset() + piece.from() + i * piece.stride());
    }
  }

  private void elide(Placed parent, Piece piece, int count) {
    Shape shape = shapes.at(piece.shape());
    int column = Math.max(0, columns.indexOf(shape.hand()));
    long offset = parent.offset() + piece.from() + RUN_HEAD * piece.stride();
    placed.add(new Placed(shape, parent, offset, count, column, rows));
    rows++;
  }

  /** Every crossing shown, a crossing before those it caused. */
  List<Placed> placed() {
    return List.copyOf(placed);
  }

  /** The columns' hands. */
  List<Hand> columns() {
    return columns;
  }

  /** The height of each row, where a crossing with {@code n} notes is {@code box + n * note}. */
  int[] heights(int box, int note) {
    int[] heights = new int[rows];
    Arrays.fill(heights, box);
    for (Placed each : placed) {
      heights[each.row()] = Math.max(heights[each.row()], box + note * each.notes().size());
    }
    return heights;
  }
}
