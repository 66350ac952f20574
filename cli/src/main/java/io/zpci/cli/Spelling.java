package io.zpci.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that are close to one that is not known. */
final class Spelling {
  private Spelling() {}

  /**
   * At most {@code most} of {@code names} that are nearest to {@code wanted}, the nearest first.
   */
  static List<String> close(List<String> names, String wanted, int most) {
    return names.stream()
        .distinct()
        .sorted(Comparator.comparingInt(each -> distance(each, wanted)))
        .limit(most)
        .toList();
  }

  /**
   * How many letters must be put in, taken out or changed to come from one to the other, whatever
   * their case.
   */
  static int distance(String one, String other) {
    String from = one.toLowerCase(Locale.ROOT);
    String to = other.toLowerCase(Locale.ROOT);
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
