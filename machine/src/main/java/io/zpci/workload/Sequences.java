package io.zpci.workload;

import java.util.List;

/** A source of sequences of operations, one for each seed. */
@FunctionalInterface
public interface Sequences {
  /**
   * The sequence of {@code seed}: always the same one. Of the storage address of an operand the low
   * 12 bits matter, as in a recording: it starts so far into a page.
   */
  List<Issued> of(long seed);
}
