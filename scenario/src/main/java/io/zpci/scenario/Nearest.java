package io.zpci.scenario;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody may have meant. */
final class Nearest {
  private static final int LETTERS = 3;
  private static final int LONG = 9;

  private Nearest() {}

  /**
   * {@code "; did you mean guest?"} for the word of {@code known} that is nearest to {@code wanted}
   * by inserted, deleted, changed and swapped letters; empty where none is near.
   */
  static String hint(String wanted, Collection<String> known) {
    String best = of(wanted, known);
    return best == null ? "" : "; did you mean " + best + "?";
  }

  /** That word; null where none is near. One letter in three may be wrong, and three at most. */
  static @Nullable String of(String wanted, Collection<String> known) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Math.min(lower.length(), LONG) / LETTERS;
    for (String each : known) {
      int distance = distance(lower, each.toLowerCase(Locale.ROOT), least);
      if (distance <= least && (best == null || distance < least)) {
        best = each;
        least = distance;
      }
    }
    return best;
  }

  /** The distance, or more than {@code most} where it is more; two swapped letters count once. */
  private static int distance(String from, String to, int most) {
    if (Math.abs(from.length() - to.length()) > most) {
      return most + 1;
    }
    int[][] rows = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, from, to, i, j);
      }
    }
    return rows[from.length()][to.length()];
  }

  private static int least(int[][] rows, String from, String to, int i, int j) {
    char last = from.charAt(i - 1);
    int least = rows[i - 1][j - 1] + (last == to.charAt(j - 1) ? 0 : 1);
    least = Math.min(least, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && last == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
