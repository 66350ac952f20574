package io.zpci.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of holding the model against a recording.
 *
 * @param file the recording
 * @param kind its kind
 * @param operations lines compared or issued
 * @param differing of these, how many have at least one difference
 * @param leftOut lines left out of the comparison, by section
 * @param differences each difference, in order of lines
 */
public record Comparison(
    String file,
    String kind,
    int operations,
    int differing,
    Map<String, Integer> leftOut,
    List<Difference> differences) {

  public Comparison {
    leftOut = Map.copyOf(leftOut);
    differences = List.copyOf(differences);
  }

  /** Operations without a difference. */
  public int equal() {
    return operations - differing;
  }

  /** Whether the model does what the recording shows. */
  public boolean same() {
    return differences.isEmpty();
  }

  /**
   * One difference.
   *
   * @param line of the recording, from 1
   * @param what field or step that differs
   * @param expected what the recording has; {@code nothing} where the model did more
   * @param got what the model did; {@code nothing} where the recording has more
   */
  public record Difference(int line, String what, String expected, String got) {}

  /** Collects a comparison. */
  public static final class Builder {
    /** Stands for an absent thing in {@link Difference}. */
    public static final String NOTHING = "nothing";

    private final Recording recording;
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private int operations;

    /** For {@code recording}. */
    public Builder(Recording recording) {
      this.recording = recording;
    }

    /** One more line that is compared or issued. */
    public void operation() {
      operations++;
    }

    /** One more line of {@code section} that is left out. */
    public void leaveOut(String section) {
      leftOut.merge(section, 1, Integer::sum);
    }

    /** A difference, unless {@code expected} equals {@code got}. */
    public void compare(Line line, String what, Object expected, Object got) {
      if (!expected.equals(got)) {
        differ(line, what, String.valueOf(expected), String.valueOf(got));
      }
    }

    /** A difference. */
    public void differ(Line line, String what, String expected, String got) {
      differences.add(new Difference(line.number(), what, expected, got));
    }

    /** The comparison as collected. */
    public Comparison build() {
      int differing = (int) differences.stream().mapToInt(Difference::line).distinct().count();
      return new Comparison(
          recording.file(), recording.kind(), operations, differing, leftOut, differences);
    }
  }
}
