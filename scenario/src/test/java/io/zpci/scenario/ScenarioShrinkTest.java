package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceShrink;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Shrinker;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioShrinkTest {
  private static final FailureSignature CUT = new FailureSignature("cut", "qemu", null);

  private static Scenario scenario(String device, String... steps) {
    return ScenarioReader.read(
        "x.yaml",
        "x",
        """
        scenario: 1
        title: x
        device: {%s}
        routes: [bar-rw]
        workload:
          - %s
        cases:
          - {name: x, expect: [{step: 1, verdict: delivered}]}
        """
            .formatted(device, String.join("\n  - ", steps)));
  }

  private static ScenarioShrink shrink(Scenario scenario, String route) {
    return new ScenarioShrink(scenario, Stack.newest(), route(route));
  }

  private static Route route(String name) {
    return Routes.named(name).orElseThrow();
  }

  private static final Scenario ONE =
      scenario(
          "model: memory",
          "pcilg: {space: 15, offset: 0, length: 4}",
          "pcilg: {space: 15, offset: 4, length: 2}",
          "pcistb: {space: 0, offset: 0x40, length: 64}\n    name: block",
          "pcistb: {space: 0, offset: 0x40, length: 32}");

  @Test
  void oneStepIsLeftAndThenASimplerOne() {
    ScenarioShrink shrink = shrink(ONE, "bar-rw");
    ScenarioShrink.Failed first = shrink.first(CUT::equals);
    assertNotNull(first);
    assertEquals(3, first.step());
    ScenarioShrink.Shortest shortest =
        shrink.shrink(CUT, Shrinker.RUNS, Shrinker.Watcher.NONE, "x.yaml");
    assertEquals(1, shortest.steps());
    assertEquals("block", shortest.shrunk().elements().getFirst().name());
    assertEquals(3, shortest.failed().step());
    assertTrue(shortest.shrunk().minimal());
    SequenceShrink.Shortest sequence =
        shrink.asSequence(shortest, Shrinker.RUNS, Shrinker.Watcher.NONE).orElseThrow();
    assertEquals(16, sequence.shrunk().elements().getFirst().length());
    Scenario written = ShrunkScenario.of(sequence, "x.yaml");
    assertEquals("pcistb 0 0x0 16: cut by qemu", written.title());
    assertEquals(List.of("shrunk from x.yaml"), written.sources());
    Scenario read = ScenarioReader.read("y.yaml", "y", ScenarioWriter.write(written));
    assertTrue(new ScenarioRunner().run(read).met());
  }

  /** What is expected of the scenario that is left is what it shows. */
  @Test
  void whatIsLeftIsAScenarioThatFailsSo() {
    ScenarioShrink.Shortest shortest =
        shrink(ONE, "bar-rw").shrink(CUT, Shrinker.RUNS, Shrinker.Watcher.NONE, "x.yaml");
    String text = ScenarioWriter.write(shortest.scenario());
    assertTrue(text.contains("      - verdict: cut\n        by: qemu\n        rule: none\n"), text);
    Scenario read = ScenarioReader.read("y.yaml", "y", text);
    ScenarioResult result = new ScenarioRunner().run(read);
    assertTrue(result.met());
    assertEquals(1, result.runs().size());
    SequenceFailure.OfOperation failure = ScenarioShrink.last(read);
    assertNotNull(failure);
    assertEquals(CUT, failure.signature());
  }

  /** The other function is another one: what fails is a block to b. */
  @Test
  void severalFunctionsAreNoSequence() {
    Scenario two =
        scenario(
            "model: memory, functions: 2",
            "pcilg: {space: 15, offset: 0, length: 4}",
            "pcistb: {space: 0, offset: 0x40, length: 64, function: b}");
    ScenarioShrink shrink = shrink(two, "bar-rw");
    ScenarioShrink.Shortest shortest =
        shrink.shrink(CUT, Shrinker.RUNS, Shrinker.Watcher.NONE, "two.yaml");
    assertEquals(1, shortest.steps());
    assertTrue(shrink.asSequence(shortest, Shrinker.RUNS, Shrinker.Watcher.NONE).isEmpty());
    String text = ScenarioWriter.write(shortest.scenario());
    assertTrue(text.contains("function: b"), text);
    String test = ShrunkScenario.test(shortest.scenario(), "two.yaml", "TwoTest");
    assertTrue(test.contains("class TwoTest {\n"), test);
    assertTrue(test.contains("                scenario: 1\n"), test);
    assertFalse(test.contains("%s"), test);
  }

  @Test
  void whatDoesNotFailIsSaid() {
    ScenarioShrink shrink = shrink(ONE, "lpar");
    assertNull(shrink.first(any -> true));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> shrink.shrink(CUT, 1, Shrinker.Watcher.NONE, "x"));
    assertEquals("no operation was cut by qemu", e.getMessage());
    // the failure is not in the last step, or there is none
    assertNull(
        ScenarioShrink.last(
            scenario(
                "model: memory",
                "pcistb: {space: 0, offset: 0x40, length: 64}",
                "pcilg: {space: 15, offset: 0, length: 4}")));
  }

  @Test
  void aRouteThatCannotBeTakenIsRefused() {
    Stack newest = Stack.newest();
    Stack old =
        new Stack(
            newest.qemu(),
            LinuxVersion.named("linux-5.10").orElseThrow(),
            newest.guest(),
            newest.hostOrder(),
            true,
            false);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ScenarioShrink(
                    scenario("model: ism", "pcilg: {space: 15, offset: 0, length: 4}"),
                    old,
                    route("ism-vfio-pci")));
    assertTrue(String.valueOf(e.getMessage()).startsWith("route ism-vfio-pci: "), e.getMessage());
  }
}
