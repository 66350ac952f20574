package io.zpci.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.catalogue.Entry.State.Alias;
import io.zpci.catalogue.Entry.State.NotModelled;
import io.zpci.catalogue.Entry.State.OwnScenario;
import io.zpci.scenario.Scenario;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue is whole: every row of the tables, each once, and what it says of itself holds. */
class CatalogueTest {
  private static final int ROWS = 69;
  private static final int RUN_AT_LEAST = 45;
  private static final String YAML = ".yaml";

  private static Stream<String> ids(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> prefix + i);
  }

  @Test
  void everyRowStandsInItOnceInOrderAfterTheSeed() {
    List<String> expected =
        Stream.of(Stream.of(Catalogue.SEED), ids("g.", 38), ids("L-", 18), ids("Q-", 13))
            .flatMap(each -> each)
            .toList();
    assertEquals(expected, Catalogue.entries().stream().map(Entry::id).toList());
    assertEquals(ROWS, Catalogue.rows().size());
    assertEquals(expected.subList(1, ROWS + 1), Catalogue.rows().stream().map(Entry::id).toList());
  }

  @TestFactory
  Stream<DynamicTest> theStateOfEachHolds() {
    return Catalogue.entries().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.id(), () -> holds(entry)));
  }

  private static void holds(Entry entry) {
    String section = section(entry);
    assertTrue(entry.sources().contains(section), section);
    switch (entry.state()) {
      case OwnScenario _ -> {
        Scenario scenario = Catalogue.scenario(entry.id()).orElseThrow();
        assertEquals(entry.id(), scenario.id());
        assertEquals(entry.id(), scenario.name());
        assertTrue(scenario.sources().contains(section), () -> section + " was expected");
        assertFalse(scenario.symptom().isBlank(), "a symptom was expected");
        assertNamedVersions(entry, scenario);
      }
      case Alias(String of) -> {
        Entry target = Catalogue.entry(of).orElseThrow();
        assertInstanceOf(OwnScenario.class, target.state());
        Scenario scenario = Catalogue.scenario(entry.id()).orElseThrow();
        assertEquals(of, scenario.id());
        assertTrue(scenario.sources().contains(section), () -> section + " was expected");
        assertNamedVersions(entry, scenario);
      }
      case NotModelled(String why) -> {
        assertFalse(why.isBlank(), "a reason was expected");
        assertTrue(Catalogue.scenario(entry.id()).isEmpty(), "no scenario was expected");
      }
    }
  }

  /** The row itself, as sources spell it. */
  private static String section(Entry entry) {
    if (entry.id().equals(Catalogue.SEED)) {
      return "spec passthrough c";
    }
    return (entry.id().startsWith("g.") ? "spec passthrough " : "spec zpci ") + entry.id();
  }

  /** A case fails; where the table names versions that do not, a case does not. */
  private static void assertNamedVersions(Entry entry, Scenario scenario) {
    Set<Boolean> said =
        scenario.cases().stream()
            .map(Scenario.Case::fails)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    assertTrue(said.contains(true), "a case that fails was expected: " + entry.fails());
    if (entry.fine() != null) {
      assertTrue(said.contains(false), "a case that does not fail was expected: " + entry.fine());
    }
  }

  @Test
  void everyScenarioFileBelongsToARow() throws IOException, URISyntaxException {
    URL index = Objects.requireNonNull(Catalogue.class.getResource("index.yaml"));
    Path folder = Objects.requireNonNull(Path.of(index.toURI()).getParent());
    Set<String> there = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(YAML) && !name.equals("index.yaml"))
          .forEach(name -> there.add(name.substring(0, name.length() - YAML.length())));
    }
    Set<String> expected =
        Catalogue.running().stream().map(Entry::id).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(expected, there);
  }

  @Test
  void mostRowsRun() {
    long run =
        Catalogue.rows().stream().filter(each -> !(each.state() instanceof NotModelled)).count();
    assertTrue(run >= RUN_AT_LEAST, run + " of " + ROWS + " rows run");
  }

  @Test
  void theSeedIsFirst() {
    assertEquals(Catalogue.SEED, Catalogue.running().getFirst().id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"g.39", "G.1", "", "index", "../scenario/x", "seed.yaml", "a b"})
  void whatIsNoRowHasNoScenario(String id) {
    assertTrue(Catalogue.scenario(id).isEmpty());
    assertTrue(Catalogue.source(id).isEmpty());
  }
}
