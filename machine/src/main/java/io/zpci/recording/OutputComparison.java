package io.zpci.recording;

import io.zpci.recording.FunctionOperation.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what came of one input against what the recording says came of it: two sets. */
final class OutputComparison {
  private OutputComparison() {}

  /**
   * Tells {@code comparison} what is missing, what is more, and which field differs where an output
   * of the same kind and function came.
   *
   * @param line of the input, where more came than the recording has
   */
  static void compare(
      Comparison.Builder comparison, Line line, List<Output> expected, List<SeenOutput> seen) {
    List<Output> missing = new ArrayList<>();
    List<SeenOutput> left = new ArrayList<>(seen);
    for (Output output : expected) {
      SeenOutput same = first(left, SeenOutput.of(output), true);
      if (same == null) {
        missing.add(output);
      } else {
        left.remove(same);
      }
    }
    for (Output output : missing) {
      SeenOutput want = SeenOutput.of(output);
      SeenOutput like = first(left, want, false);
      if (like == null) {
        comparison.differ(output.line(), want.op(), want.describe(), Comparison.Builder.NOTHING);
      } else {
        left.remove(like);
        differ(comparison, output.line(), want, like);
      }
    }
    for (SeenOutput more : left) {
      comparison.differ(line, more.op(), Comparison.Builder.NOTHING, more.describe());
    }
  }

  private static @Nullable SeenOutput first(List<SeenOutput> list, SeenOutput want, boolean exact) {
    for (SeenOutput each : list) {
      if (exact ? want.matches(each) : want.isLike(each)) {
        return each;
      }
    }
    return null;
  }

  private static void differ(
      Comparison.Builder comparison, Line line, SeenOutput want, SeenOutput got) {
    want.fields()
        .forEach((field, value) -> {
          if (!want.same(field, value, got)) {
            long other = got.fields().getOrDefault(field, 0L);
            comparison.differ(
                line, want.op() + " " + field, SeenOutput.spell(value), SeenOutput.spell(other));
          }
        });
  }
}
