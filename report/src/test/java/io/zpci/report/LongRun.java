package io.zpci.report;

import java.io.IOException;
import java.nio.file.Path;

/** A report of very many operations, in a JVM of its own with little memory. */
final class LongRun {
  /** How many operations of the same lengths follow each other, each with bytes of its own. */
  private static final int LENGTHS = 4;

  private LongRun() {}

  /** Writes the page {@code args[0]} of {@code args[1]} operations. */
  public static void main(String[] args) throws IOException {
    int operations = Integer.parseInt(args[1]);
    try (Reports reports =
        new Reports(Trees.HEADING, Path.of(args[0]), Path.of(args[0] + ".svg"), null)) {
      reports.route(Trees.start("own"));
      for (int i = 0; i < operations; i++) {
        int length = 8 * (1 + i % LENGTHS);
        reports.operation(Trees.ran(i + 1, Trees.cut(i * 32L, length)));
      }
      reports.write();
    }
  }
}
