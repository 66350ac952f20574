package io.zpci.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.scenario.Scenario;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario of the catalogue does what it says, and says something: with the versions of a
 * case that fails, what is expected of one that does not is not met, and the other way round.
 */
class CatalogueRunTest {
  private static final AtomicLong NANOS = new AtomicLong();
  private static final AtomicLong RUNS = new AtomicLong();

  @AfterAll
  static void howLongItTook() {
    System.out.printf(
        "catalogue: %d runs of %d scenarios in %d ms%n",
        RUNS.get(), Catalogue.running().size(), NANOS.get() / 1_000_000);
  }

  @TestFactory
  Stream<DynamicTest> everyExpectationIsMet() {
    return Catalogue.running().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.id(), () -> isMet(scenario(entry))));
  }

  private static void isMet(Scenario scenario) {
    long begin = System.nanoTime();
    ScenarioResult result = new ScenarioRunner().run(scenario);
    NANOS.addAndGet(System.nanoTime() - begin);
    RUNS.addAndGet(result.runs().size());
    List<String> unmet = new ArrayList<>();
    for (Run run : result.runs()) {
      run.unmet()
          .forEach(each ->
              unmet.add(
                  "%s: %s, %s: %s"
                      .formatted(
                          each.expectation().place(), run.route(), run.stack(), each.why())));
    }
    assertEquals(List.of(), unmet);
    assertTrue(result.met());
    for (Case each : scenario.cases()) {
      assertTrue(
          result.runs().stream().anyMatch(run -> run.scenarioCase() == each),
          () -> "a run was expected: " + each.name());
    }
  }

  @TestFactory
  Stream<DynamicTest> noExpectationHoldsOfTheOtherVersionsToo() {
    return Catalogue.running().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.id(), () -> isNotVacuous(scenario(entry))));
  }

  private static void isNotVacuous(Scenario scenario) {
    for (Case each : scenario.cases()) {
      for (Case other : scenario.cases()) {
        if (each.fails() != null && other.fails() != null && !each.fails().equals(other.fails())) {
          Case turned =
              new Case(
                  each.name(),
                  each.fails(),
                  each.place(),
                  other.stack(),
                  other.routes(),
                  each.expectations());
          assertFalse(
              new ScenarioRunner().run(with(scenario, turned)).met(),
              () -> "%s holds with the versions of %s too".formatted(each.name(), other.name()));
        }
      }
    }
  }

  private static Scenario with(Scenario scenario, Case only) {
    return new Scenario(
        scenario.name(),
        scenario.id(),
        scenario.title(),
        scenario.symptom(),
        scenario.sources(),
        scenario.device(),
        scenario.workload(),
        List.of(only));
  }

  private static Scenario scenario(Entry entry) {
    return Catalogue.scenario(entry.id()).orElseThrow();
  }
}
