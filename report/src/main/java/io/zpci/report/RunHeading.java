package io.zpci.report;

import org.jspecify.annotations.Nullable;

/**
 * What stands on top of a report: what was run, and by whom.
 *
 * @param title a few words: the name of a recording or a scenario, the operation explained
 * @param ran the command line, or what else one runs to get the same
 * @param program name and version of the program that ran it
 * @param place what the number of an operation is: {@code line}, {@code step}; null where there is
 *     one operation and no number
 */
public record RunHeading(String title, String ran, String program, @Nullable String place) {
  /** Where {@code number} is: {@code line 8}; empty where operations have no number. */
  String at(int number) {
    return place == null ? "" : place + " " + number;
  }
}
