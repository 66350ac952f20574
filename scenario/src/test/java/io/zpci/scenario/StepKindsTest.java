package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What kinds of step say of themselves. */
class StepKindsTest {
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]*");

  @Test
  void wordsAndNamesAreThereOnce() {
    List<String> words = StepKinds.list().stream().map(StepKind::word).toList();
    assertEquals(words.stream().distinct().toList(), words);
    for (StepKind kind : StepKinds.list()) {
      assertTrue(WORD.matcher(kind.word()).matches(), kind.word());
      assertTrue(kind.says().endsWith("."), kind.word());
      List<String> parameters = kind.parameters().stream().map(Parameter::name).toList();
      assertEquals(parameters.stream().distinct().toList(), parameters, kind.word());
      List<String> facts = new ArrayList<>(kind.facts().stream().map(Fact::name).toList());
      facts.addAll(RunFacts.list().stream().map(Fact::name).toList());
      assertEquals(facts.stream().distinct().toList(), facts, kind.word());
      facts.forEach(each -> assertTrue(WORD.matcher(each).matches(), each));
      assertTrue(!facts.contains("step"), kind.word());
      assertTrue(!kind.word().equals("name"));
    }
  }

  /**
   * A parameter that a kind says must be there is asked for, and one it does not name is refused.
   */
  @Test
  void kindsAskForWhatTheySay() {
    for (StepKind kind : StepKinds.list()) {
      List<String> required =
          kind.parameters().stream().filter(Parameter::required).map(Parameter::name).toList();
      if (!required.isEmpty()) {
        String line = refused(kind.word() + ": {}");
        assertTrue(
            required.stream().anyMatch(each -> line.contains(": " + each + " was expected")),
            kind.word() + ": " + line);
      }
    }
  }

  private static String refused(String step) {
    String text =
        "scenario: 1\ntitle: t\nworkload:\n  - "
            + step
            + "\ncases: {name: c, expect: {boot: ok}}\n";
    return String.valueOf(
        assertThrows(ScenarioException.class, () -> ScenarioReader.read("t", "t", text), step)
            .getMessage());
  }

  @Test
  void routesHaveNamesOfTheirOwn() {
    List<String> names = Routes.all().stream().map(route -> route.name()).toList();
    assertEquals(names.stream().distinct().toList(), names);
    assertTrue(!names.contains("all"));
  }
}
