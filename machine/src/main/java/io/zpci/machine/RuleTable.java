package io.zpci.machine;

import io.zpci.arch.Rule;
import java.util.List;

/** Every rule and check of the model, in one list. */
public final class RuleTable {
  private RuleTable() {}

  /** All of them: the device's first (R-01 ...), then the checks of each hand in the order of the way. */
  public static List<Rule> all() {
    return List.of();
  }
}
