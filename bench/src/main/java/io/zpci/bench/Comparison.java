package io.zpci.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The lines of one run beside those of an earlier one.
 *
 * @param compared how many
 * @param worse a text for each that became worse
 * @param missing names of those of the earlier run that the later one has not
 */
record Comparison(int compared, List<String> worse, List<String> missing) {
  /** So much worse than before is worse, beyond what both runs spread. */
  private static final double SLACK = 0.10;

  /** Less than this matters nowhere: a tiny ratio goes with the scheduler, and may be tenfold. */
  private static final double FLOOR = 0.1;

  /** Digits behind the point at which two numbers are called different in any case. */
  private static final int DIGITS = 9;

  Comparison {
    worse = List.copyOf(worse);
    missing = List.copyOf(missing);
  }

  /** Compares. */
  static Comparison of(List<Row> before, List<Row> now) {
    Map<String, Row> named = new LinkedHashMap<>();
    now.forEach(row -> named.put(row.name(), row));
    List<String> worse = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    int compared = 0;
    for (Row old : before) {
      Row row = named.get(old.name());
      if (row == null) {
        missing.add(old.name());
      } else if (row.kind() != Row.Kind.TOLD) {
        compared++;
        if (isWorse(old, row)) {
          worse.add(row.name() + ": " + apart(row.ratio(), old.ratio()));
        }
      }
    }
    return new Comparison(compared, worse, missing);
  }

  /** The names of what is missing. */
  String names() {
    return String.join(", ", missing);
  }

  /** For people, a line each. */
  String text() {
    StringBuilder text = new StringBuilder();
    worse.forEach(each -> text.append("worse: ").append(each).append('\n'));
    if (!missing.isEmpty()) {
      text.append("not measured now: ").append(names()).append('\n');
    }
    text.append(compared).append(" compared, ");
    switch (worse.size()) {
      case 0 -> text.append("nothing is worse\n");
      case 1 -> text.append("1 is worse\n");
      default -> text.append(worse.size()).append(" are worse\n");
    }
    return text.toString();
  }

  /**
   * Whether {@code now} is worse: a count, where it is larger; else where it is larger by more than
   * both runs spread, by more than a tenth, and by what matters.
   */
  static boolean isWorse(Row before, Row now) {
    return switch (now.kind()) {
      case COUNT -> now.ratio() > before.ratio();
      case TOLD -> false;
      case RATIO ->
          now.low() > before.high()
              && now.ratio() > before.ratio() * (1 + SLACK)
              && now.ratio() - before.ratio() > FLOOR;
    };
  }

  /** Both numbers, with as many digits as it takes to tell them apart. */
  static String apart(double now, double before) {
    int digits = 2;
    while (digits < DIGITS && text(now, digits).equals(text(before, digits))) {
      digits++;
    }
    return text(now, digits) + ", was " + text(before, digits);
  }

  private static String text(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }
}
