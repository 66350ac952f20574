package io.zpci.scenario;

import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.scenario.ScenarioResult.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a run showed against what was expected. Facts of the route itself, which every
 * expectation may ask for: {@code plug}, what the VMM says ({@code accepted}, or its words), and
 * {@code unavailable}, why the route cannot be taken ({@code no} where it can).
 */
final class Expectations {
  private Expectations() {}

  static List<Unmet> unmet(
      Expectation expectation,
      List<Shown> shown,
      @Nullable String plug,
      @Nullable String unavailable) {
    List<Unmet> unmet = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : expectation.facts().entrySet()) {
      String fact = each.getKey();
      List<String> expected = each.getValue();
      List<String> seen = seen(fact, expectation.step(), shown, plug, unavailable);
      if (seen == null || !same(expected, seen)) {
        String why = unavailable != null ? unavailable : notDone(expectation.step(), shown);
        unmet.add(new Unmet(expectation, fact, expected, seen, line(fact, expected, seen, why)));
      }
    }
    return unmet;
  }

  private static @Nullable List<String> seen(
      String fact,
      int step,
      List<Shown> shown,
      @Nullable String plug,
      @Nullable String unavailable) {
    return switch (fact) {
      case "plug" -> List.of(plug == null ? "accepted" : plug);
      case "unavailable" -> List.of(unavailable == null ? "no" : unavailable);
      case "verdict" ->
          unavailable == null ? shown.get(step).facts().get(fact) : List.of("unavailable");
      default -> step < shown.size() ? shown.get(step).facts().get(fact) : null;
    };
  }

  private static @Nullable String notDone(int step, List<Shown> shown) {
    return step < shown.size() ? shown.get(step).notDone() : null;
  }

  /** Texts are the same, or numbers of the same value in other digits. */
  private static boolean same(List<String> expected, List<String> seen) {
    if (expected.size() != seen.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(seen.get(i)) && !sameNumber(expected.get(i), seen.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumber(String expected, String seen) {
    if (!expected.startsWith("0x")) {
      return false;
    }
    try {
      return Long.parseUnsignedLong(expected.substring(2), 16) == Long.parseLong(seen);
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static String line(
      String fact, List<String> expected, @Nullable List<String> seen, @Nullable String why) {
    String got =
        seen != null ? words(seen) : why != null ? "nothing: " + why : "no such fact of this step";
    return fact + ": " + words(expected) + " was expected, got " + got;
  }

  private static String words(List<String> values) {
    return values.size() == 1 ? values.getFirst() : "[" + String.join(", ", values) + "]";
  }
}
