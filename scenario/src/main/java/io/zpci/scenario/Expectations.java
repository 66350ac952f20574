package io.zpci.scenario;

import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.scenario.ScenarioResult.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what a run showed against what was expected. */
final class Expectations {
  private Expectations() {}

  static List<Unmet> unmet(Expectation expectation, List<Shown> steps) {
    Shown shown = steps.get(expectation.step());
    List<Unmet> unmet = new ArrayList<>();
    for (Map.Entry<String, Expected> each : expectation.facts().entrySet()) {
      String fact = each.getKey();
      Expected expected = each.getValue();
      List<String> seen = shown.facts().get(fact);
      if (seen == null || !expected.met(seen)) {
        unmet.add(new Unmet(expectation, fact, expected, seen, line(fact, expected, seen, shown)));
      }
    }
    return unmet;
  }

  private static String line(
      String fact, Expected expected, @Nullable List<String> seen, Shown shown) {
    String got =
        seen != null
            ? Expected.describe(seen)
            : "nothing: " + (shown.notDone() == null ? "no such fact" : shown.notDone());
    return fact + ": " + expected.describe() + " was expected, got " + got;
  }
}
