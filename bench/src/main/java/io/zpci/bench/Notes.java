package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;

/** What is to be said beside the table. */
final class Notes {
  private final List<String> lines = new ArrayList<>();

  Notes() {}

  /** Says it below the table. */
  void add(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
