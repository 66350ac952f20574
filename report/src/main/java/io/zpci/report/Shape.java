package io.zpci.report;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import java.util.List;

/**
 * One crossing without its place and without its bytes: what is the same of very many operations.
 * Its pieces are named by their numbers in {@link Shapes}, so that a shape is as small as one row.
 *
 * @param hand who got the access
 * @param operation what it was
 * @param space PCI address space or region
 * @param length in bytes
 * @param result how it ended, for people
 * @param succeeded whether it ended well
 * @param marks the set of {@link Mark} bits
 * @param image where its bytes are in those of the operation
 * @param broken the rules it broke, in order
 * @param pieces what it caused below, in order
 */
record Shape(
    Hand hand,
    Operation operation,
    int space,
    int length,
    String result,
    boolean succeeded,
    int marks,
    Image image,
    List<Rule> broken,
    List<Piece> pieces) {
  Shape {
    broken = List.copyOf(broken);
    pieces = List.copyOf(pieces);
  }

  /** Where the bytes of a crossing are. */
  enum Image {
    /** It had none. */
    NONE("none"),
    /** The operation's own bytes at the crossing's place. */
    SAME("same"),
    /** Those, back to front. */
    REVERSED("reversed"),
    /** Others. */
    OTHER("other");

    private final String word;

    Image(String word) {
      this.word = word;
    }

    /** The name as the page's data spells it. */
    String word() {
      return word;
    }
  }

  /**
   * Like accesses one behind the other.
   *
   * @param shape number of their shape
   * @param from offset of the first, less that of the crossing above
   * @param times how many, from 1
   * @param stride from one to the next; 0 where there is one
   */
  record Piece(int shape, long from, int times, long stride) {}
}
