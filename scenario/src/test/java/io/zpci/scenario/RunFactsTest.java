package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every step shows, and who hears of a run. */
class RunFactsTest {
  private static final String HEAD = "scenario: 1\ntitle: t\n";

  private static ScenarioResult run(String text) {
    return new ScenarioRunner().run(ScenarioReader.read("t.yaml", "t", HEAD + text));
  }

  @Test
  void aRouteThatIsNotThereIsAFact() {
    ScenarioResult result =
        run(
            """
            stack: {qemu: qemu-5.2}
            routes: interpretation
            workload:
              - pcilg: {space: 2, offset: 0, length: 8}
              - wait:
            cases:
              name: c
              expect:
                - {verdict: unavailable, unavailable: {contains: qemu-5.2}, not-done: {not: no}}
                - {step: 1, verdict: unavailable, crash: no, syscall: 0}
                - {step: 1, told: cc 0}
            """);
    Run run = result.runs().getFirst();
    assertEquals(
        List.of(
            "told: cc 0 was expected, got nothing: qemu-5.2 cannot interpret; QEMU 7.2 is the first"),
        run.unmet().stream().map(ScenarioResult.Unmet::why).toList());
    assertEquals(null, run.boot());
    assertFalse(result.met());
  }

  @Test
  void aKernelThatEndsIsAFactAndTheStepsBehindAreNotDone() {
    ScenarioResult result =
        run(
            """
            stack: {mio: off}
            routes: lpar
            workload:
              - fault: {at: function, do: value, with: 0, on: load, space: 2, always: on}
              - driver: {do: probe}
              - pcilg: {space: 2, offset: 0, length: 8}
            cases:
              name: c
              expect:
                - {step: 1, crash: no}
                - {step: 2, crash: {not: no}, not-done: no}
                - {step: 3, crash: no, not-done: {contains: kernel has ended}}
            """);
    assertEquals(
        List.of(),
        result.runs().getFirst().unmet().stream().map(ScenarioResult.Unmet::why).toList());
    Shown probe = result.runs().getFirst().steps().get(1);
    assertEquals(null, probe.facts().get("result"));
    assertTrue(probe.facts().containsKey("operations"));
  }

  @Test
  void aFactThatNoKindDeclaresIsAnErrorOfTheKind() {
    Seen seen = new Seen().fact("verdict", "cut").fact("colour", "red");
    StepKind wait = new WaitStep.Kind();
    assertEquals(
        "wait shows an undeclared fact: colour",
        assertThrows(IllegalStateException.class, () -> seen.declaredBy(wait)).getMessage());
  }

  @Test
  void aListenerHearsOfEveryRouteAndOperation() {
    List<String> heard = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void route(RouteStart start) {
            heard.add("route " + start.route());
          }

          @Override
          public void operation(RanOperation ran) {
            heard.add(ran.line() + " " + ran.issued().describe());
          }

          @Override
          public void notIssued(int line, Issued issued, String why) {
            heard.add(line + " not " + issued.describe());
          }
        };
    Scenario scenario =
        ScenarioReader.read(
            "t.yaml",
            "t",
            HEAD
                + """
                stack: {mio: off}
                routes: [lpar, bar-rw, interpretation]
                workload:
                  - pcilg: {space: 2, offset: 0, length: 8}
                  - driver: {do: probe}
                  - pread: {space: 2, offset: 0, length: 8}
                cases: {name: c, expect: {crash: no}}
                """);
    new ScenarioRunner(route -> route.name().equals("lpar"), listener).run(scenario);
    assertEquals("route lpar", heard.getFirst());
    assertEquals("1 pcilg 2 0x0 8", heard.get(1));
    assertEquals("2 pcistb 2 0x8 8", heard.get(2));
    assertEquals("3 not pread 2 0x0 8", heard.getLast());
    assertTrue(heard.stream().noneMatch(each -> each.equals("route bar-rw")));
  }
}
