package io.zpci.logs;

import java.util.List;
import java.util.Map;

/**
 * What a log consisted of.
 *
 * @param name as it was named
 * @param lines how many, empty ones too
 * @param entries of each format, those that are there
 * @param foreign how many lines nobody took, empty ones not among them
 * @param first the first of them
 */
public record LogFile(
    String name, long lines, Map<LogFormat, Long> entries, long foreign, List<Foreign> first) {
  /** How many of the foreign lines are kept. */
  public static final int KEPT = 5;

  public LogFile {
    entries = Map.copyOf(entries);
    first = List.copyOf(first);
  }
}
