package io.zpci.bench;

import java.io.IOException;
import java.util.List;

/** Benchmarks that belong together. */
interface Suite {
  /** The word that {@code --only} knows it by. */
  String name();

  /** Whether a quick run has it, too. */
  default boolean quick() {
    return true;
  }

  /**
   * Measures.
   *
   * @return the rows; none where something that it needs is not there, which it has said then
   */
  List<Row> run(Sampling sampling, Notes notes) throws IOException, InterruptedException;
}
