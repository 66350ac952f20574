package io.zpci.cli;

import io.zpci.recording.Comparison;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a comparison is shown. */
final class ComparisonReport {
  private ComparisonReport() {}

  /**
   * One line for the recording, and one for each difference where {@code differences} are wanted.
   */
  static void print(Page page, Comparison comparison, boolean differences) {
    int differ = comparison.differing();
    page.line(
        comparison.file()
            + ": "
            + comparison.operations()
            + " operations, "
            + page.inked(Ink.GREEN, comparison.equal() + " equal")
            + ", "
            + page.inked(differ == 0 ? Ink.PLAIN : Ink.RED, differ + " differ")
            + leftOut(comparison));
    if (!differences) {
      return;
    }
    for (Comparison.Difference difference : comparison.differences()) {
      page.line(
          "  line "
              + difference.line()
              + ", "
              + difference.what()
              + ": expected "
              + difference.expected()
              + ", got "
              + difference.got());
    }
  }

  private static String leftOut(Comparison comparison) {
    Map<String, Integer> leftOut = new TreeMap<>(comparison.leftOut());
    if (leftOut.isEmpty()) {
      return "";
    }
    int lines = leftOut.values().stream().mapToInt(Integer::intValue).sum();
    return leftOut.entrySet().stream()
        .map(section -> section.getKey() + " " + section.getValue())
        .collect(Collectors.joining(", ", " (" + lines + " left out: ", ")"));
  }

  /** One object for the recording. */
  static void json(JsonLines lines, Comparison comparison) {
    lines.object(json ->
        json.field("file", comparison.file())
            .field("kind", comparison.kind())
            .field("operations", comparison.operations())
            .field("equal", comparison.equal())
            .field("differ", comparison.differing())
            .object(
                "leftOut", sections -> new TreeMap<>(comparison.leftOut()).forEach(sections::field))
            .objects(
                "differences",
                comparison.differences(),
                difference ->
                    json.field("line", difference.line())
                        .field("what", difference.what())
                        .field("expected", difference.expected())
                        .field("got", difference.got())));
  }
}
