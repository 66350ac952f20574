package io.zpci.tests.real;

import java.util.List;

/**
 * A command that has ended.
 *
 * @param lines what it printed, errors included
 */
record Ran(int code, List<String> lines) {
  Ran {
    lines = List.copyOf(lines);
  }

  String text() {
    return String.join("\n", lines);
  }

  /** The lines that start with {@code prefix}. */
  List<String> lines(String prefix) {
    return lines.stream().filter(line -> line.startsWith(prefix)).toList();
  }
}
