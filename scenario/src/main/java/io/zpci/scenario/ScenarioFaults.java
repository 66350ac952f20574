package io.zpci.scenario;

import io.zpci.fault.Faults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The faults of a scenario, of each function by its name. They stand from the start, set or not.
 */
final class ScenarioFaults {
  /** Faults that a scenario can set leave nothing to chance. */
  private static final long SEED = 0;

  private final Map<String, Faults> faults = new LinkedHashMap<>();

  ScenarioFaults(List<String> names) {
    names.forEach(name -> faults.put(name, new Faults(SEED).standing()));
  }

  /** Whether {@code step} sets faults. */
  static boolean setBy(Step step) {
    return step instanceof FaultStep || step instanceof ControlFaultStep;
  }

  /** Those at the function {@code name}. */
  Faults at(String name) {
    return Objects.requireNonNull(faults.get(name), name);
  }
}
