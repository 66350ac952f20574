package io.zpci.scenario;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.SequenceShrink;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scenarios and tests of what was shrunk: on the route, with the versions and the device that it
 * fails with. What is expected is what is: verdict, hand and rule of the last step.
 */
public final class ShrunkScenario {
  private static final String NAME = "shrunk";

  private ShrunkScenario() {}

  /**
   * The scenario of a sequence.
   *
   * @param origin the name of the file that it was shrunk from
   */
  public static Scenario of(SequenceShrink.Shortest shortest, String origin) {
    SequenceRunner runner = shortest.runner();
    List<WorkloadStep> steps = new ArrayList<>();
    for (Issued each : shortest.shrunk().elements()) {
      steps.add(WorkloadStep.access(null, each));
    }
    DeviceChoice device = device(runner.device(), runner.prepared());
    return of(device, runner.stack(), runner.route(), steps, shortest.failure(), origin);
  }

  /** One function as it comes, or prepared. */
  static DeviceChoice device(DeviceModel model, boolean prepared) {
    DeviceChoice plain = DeviceChoice.of(model);
    return new DeviceChoice(
        model,
        prepared,
        plain.booted(),
        plain.functions(),
        plain.others(),
        plain.oneGuest(),
        plain.msix(),
        plain.relaxed(),
        plain.reactions());
  }

  static Scenario of(
      DeviceChoice device,
      Stack stack,
      Route route,
      List<WorkloadStep> steps,
      SequenceFailure failure,
      String origin) {
    WorkloadStep last = steps.getLast();
    FailureSignature signature = failure.signature();
    Expectation expectation =
        new Expectation(steps.size() - 1, Place.NOWHERE, expected(last, signature));
    Case one =
        new Case(
            "as it was shrunk",
            true,
            Place.NOWHERE,
            StackChoice.of(stack),
            List.of(route),
            List.of(expectation));
    return new Scenario(
        NAME,
        null,
        last.step().describe() + ": " + signature.describe(),
        "",
        List.of("shrunk from " + origin),
        device,
        steps,
        List.of(one));
  }

  /** Verdict, hand and rule, where such a step shows them; else that its kernel goes on. */
  private static Map<String, Expected> expected(WorkloadStep step, FailureSignature signature) {
    Map<String, Expected> all = new LinkedHashMap<>();
    String by = signature.by();
    String rule = signature.rule();
    all.put("verdict", is(signature.verdict()));
    all.put("by", is(by == null ? "nobody" : by));
    all.put("rule", is(rule == null ? "none" : rule));
    List<String> shown = step.kind().facts().stream().map(Fact::name).toList();
    all.keySet().retainAll(shown);
    if (all.isEmpty()) {
      all.put(RunFacts.CRASH, is(RunFacts.NO));
    }
    return all;
  }

  private static Expected is(String value) {
    return new Expected.Is(List.of(value));
  }

  /**
   * The source of a JUnit test of {@code scenario}: it compiles as it stands, fails as long as an
   * operation of the last step does, and says how. For steps that are no single operations.
   *
   * @param origin the name of the file that it was shrunk from
   * @param name of the class, in no package
   */
  public static String test(Scenario scenario, String origin, String name) {
    StringBuilder text = new StringBuilder();
    for (String line : ScenarioWriter.write(scenario).lines().toList()) {
      String literal = line.replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"");
      text.append(literal.isEmpty() ? "" : " ".repeat(16) + literal).append('\n');
    }
    return """
    import static org.junit.jupiter.api.Assertions.assertNull;

    import io.zpci.scenario.ScenarioReader;
    import io.zpci.scenario.ScenarioShrink;
    import org.junit.jupiter.api.Test;

    /** Shrunk by zpci shrink from %s. */
    class %s {
      @Test
      void theLastOperationArrivesWhole() {
        assertNull(
            ScenarioShrink.last(
                ScenarioReader.read(
                    "shrunk.yaml",
                    "shrunk",
                    \"""
    %s                \""")));
      }
    }
    """
        .formatted(origin.replaceAll("[^A-Za-z0-9._ -]", "_"), name, text);
  }
}
