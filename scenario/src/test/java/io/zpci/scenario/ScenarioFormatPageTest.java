package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/scenario-format.md}: its scenarios run, and its reference of steps and facts is what
 * the code says. With {@code -Dzpci.docs.write=true} the reference is rewritten.
 */
class ScenarioFormatPageTest {
  private static final Path PAGE = Path.of("../docs/scenario-format.md");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ERROR = Pattern.compile("```text\n(.*?)\n```");

  @Test
  void theReferenceIsWhatTheCodeSays() throws IOException {
    String page = Files.readString(PAGE);
    String made = between(page, "run facts", table("fact", facts(RunFacts.list())));
    Written.holds(PAGE, between(made, "kinds", kinds()));
  }

  @Test
  void itsScenariosRunAndMeetTheirExpectations() throws IOException {
    Matcher matcher = YAML.matcher(Files.readString(PAGE));
    int count = 0;
    while (matcher.find()) {
      count++;
      ScenarioResult result =
          new ScenarioRunner().run(ScenarioReader.read("page", "page", matcher.group(1)));
      List<String> unmet =
          result.runs().stream()
              .flatMap(run -> run.unmet().stream().map(each -> run.route() + ": " + each.why()))
              .toList();
      assertEquals(List.of(), unmet, "scenario " + count);
    }
    assertEquals(3, count);
  }

  @Test
  void itsErrorIsOfTheReader() throws IOException {
    Matcher matcher = ERROR.matcher(Files.readString(PAGE));
    assertTrue(matcher.find());
    String text = "scenario: 1\ntitle: t\n\n\n\nstack: {hots: linux-6.1}\nworkload: a\ncases: a\n";
    ScenarioException e =
        assertThrows(ScenarioException.class, () -> ScenarioReader.read("t.yaml", "t", text));
    assertEquals(matcher.group(1), e.getMessage());
  }

  private static String between(String page, String name, String text) {
    String start = "<!-- " + name + " -->\n";
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("<!-- end -->", from);
    assertTrue(from >= start.length() && to >= 0, name);
    return page.substring(0, from) + "\n" + text + "\n" + page.substring(to);
  }

  /** Kinds that differ in nothing but their word stand together. */
  private static String kinds() {
    Map<List<Object>, List<StepKind>> groups = new LinkedHashMap<>();
    for (StepKind kind : StepKinds.list()) {
      groups
          .computeIfAbsent(
              List.of(kind.says(), kind.parameters(), kind.facts()), _ -> new ArrayList<>())
          .add(kind);
    }
    List<String> sections = new ArrayList<>();
    for (List<StepKind> group : groups.values()) {
      StepKind kind = group.getFirst();
      String head =
          group.stream().map(each -> "`" + each.word() + "`").collect(Collectors.joining(", "));
      String parameters =
          kind.parameters().isEmpty() ? "" : "\n" + table("parameter", parameters(kind));
      sections.add(
          "### %s\n\n%s\n%s\n%s"
              .formatted(head, kind.says(), parameters, table("fact", facts(kind.facts()))));
    }
    return String.join("\n", sections);
  }

  private static List<String[]> parameters(StepKind kind) {
    return kind.parameters().stream()
        .map(each ->
            new String[] {
              each.name(), type(each) + (each.required() ? ", required" : ""), each.says()
            })
        .toList();
  }

  private static String type(Parameter parameter) {
    return switch (parameter.type()) {
      case NUMBER -> "number";
      case SIZE -> "bytes, as 4096 or 4KiB";
      case FLAG -> "on, off";
      case TEXT -> "text";
      case WORD -> String.join(", ", parameter.words());
      case BYTES -> "hexadecimal";
      case WORDS -> "words";
      case NUMBERS -> "numbers";
      case FUNCTION -> "a, b, c ..";
    };
  }

  private static List<String[]> facts(List<Fact> facts) {
    return facts.stream()
        .map(each ->
            new String[] {
              each.name(),
              each.words().isEmpty() ? each.type().describe() : String.join(", ", each.words()),
              each.says()
            })
        .toList();
  }

  private static String table(String what, List<String[]> rows) {
    StringBuilder table = new StringBuilder("| " + what + " | value | what |\n|---|---|---|\n");
    for (String[] each : rows) {
      table.append("| `%s` | %s | %s |\n".formatted(each[0], each[1], each[2].replace("|", "\\|")));
    }
    return table.toString();
  }
}
