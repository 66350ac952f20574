package io.zpci.report;

import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.report.Shape.Image;
import io.zpci.report.Shape.Piece;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Ladder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every shape of a crossing seen so far, each once. A tree of thousands of crossings is a few
 * shapes, since runs of like pieces are one; a run of a hundred thousand operations is few trees.
 */
final class Shapes {
  private final Map<Shape, Integer> numbers = new LinkedHashMap<>();
  private final List<Shape> shapes = new ArrayList<>();

  Shapes() {}

  /** The shape with {@code number}. */
  Shape at(int number) {
    return shapes.get(number);
  }

  /** All of them, by number. */
  List<Shape> all() {
    return Collections.unmodifiableList(shapes);
  }

  /** The number of the tree's shape; the bytes are compared with those of {@code whole}. */
  int of(Crossing root, Whole whole) {
    return of(root, whole, Image.SAME);
  }

  private int of(Crossing crossing, Whole whole, Image above) {
    Image image = whole.image(crossing);
    List<Piece> pieces = new ArrayList<>();
    for (Crossing child : crossing.children()) {
      add(pieces, of(child, whole, image), child.offset() - crossing.offset());
    }
    Shape shape =
        new Shape(
            crossing.hand(),
            crossing.operation(),
            crossing.space(),
            crossing.length(),
            Ladder.result(crossing),
            crossing.succeeded(),
            marks(crossing, image, above),
            image,
            crossing.broken(),
            pieces);
    return numbers.computeIfAbsent(
        shape,
        fresh -> {
          shapes.add(fresh);
          return shapes.size() - 1;
        });
  }

  /** Adds a piece, to the run before it where it goes on with it. */
  private static void add(List<Piece> pieces, int shape, long from) {
    if (!pieces.isEmpty() && pieces.getLast().shape() == shape) {
      Piece run = pieces.getLast();
      long stride = run.times() == 1 ? from - run.from() : run.stride();
      if (from == run.from() + run.times() * stride) {
        pieces.removeLast();
        pieces.add(new Piece(shape, run.from(), run.times() + 1, stride));
        return;
      }
    }
    pieces.add(new Piece(shape, from, 1, 0));
  }

  private static int marks(Crossing crossing, Image image, Image above) {
    boolean failedBelow = false;
    int outs = 0;
    for (Crossing child : crossing.children()) {
      boolean busy = child.operation().isInstruction() && child.result() == Outcome.BUSY;
      failedBelow |= !child.succeeded() && !busy;
      if (child.operation().isStore() == crossing.operation().isStore() && !busy) {
        outs++;
      }
    }
    boolean ended = crossing.children().isEmpty();
    boolean dropped =
        ended
            && crossing.length() > 0
            && crossing.operation().isStore()
            && !crossing.hand().equals(Hand.DEVICE);
    boolean refuses = !crossing.succeeded() && !failedBelow;
    boolean loses = crossing.succeeded() && (failedBelow || dropped);
    int marks = 0;
    marks |= refuses ? Mark.REFUSED.bit() : 0;
    marks |= loses ? Mark.LOST.bit() : 0;
    marks |= outs > 1 ? Mark.CUT.bit() : 0;
    marks |= image == Image.REVERSED && above != Image.REVERSED ? Mark.REVERSED.bit() : 0;
    marks |= image == Image.OTHER && above != Image.OTHER ? Mark.CHANGED.bit() : 0;
    boolean reports = marks == 0 && crossing.broken().stream().anyMatch(Shapes::decidesNothing);
    return marks | (reports ? Mark.REPORTED.bit() : 0);
  }

  private static boolean decidesNothing(Rule rule) {
    return rule.reaction() == Reaction.REPORT || rule.reaction() == Reaction.NONE;
  }

  /**
   * The bytes that an operation is about, to compare those of its crossings with.
   *
   * @param space the operation's
   * @param offset the operation's
   * @param bytes of a store what was issued, of a load what came up
   */
  record Whole(int space, long offset, Bytes bytes) {
    static Whole of(Issued issued, Crossing root) {
      Bytes bytes = issued.operation().isStore() ? issued.data() : root.data();
      return new Whole(issued.space(), issued.offset(), bytes);
    }

    /** Where the bytes of {@code crossing} are in these. */
    Image image(Crossing crossing) {
      Bytes own = crossing.data();
      if (own.size() == 0) {
        return Image.NONE;
      }
      long first = crossing.offset() - offset;
      if (crossing.space() != space || first < 0 || first > bytes.size() - own.size()) {
        return Image.OTHER;
      }
      if (matches(own, (int) first, 1)) {
        return Image.SAME;
      }
      return matches(own, (int) first + own.size() - 1, -1) ? Image.REVERSED : Image.OTHER;
    }

    private boolean matches(Bytes own, int start, int step) {
      for (int i = 0; i < own.size(); i++) {
        if (own.at(i) != bytes.at(start + i * step)) {
          return false;
        }
      }
      return true;
    }
  }
}
