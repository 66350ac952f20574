package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Rule;
import io.zpci.testkit.agent.WatchRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/driver-watch.md names every rule that a watch looks at, and no other. */
class DriverWatchPageTest {
  private static final Pattern ID = Pattern.compile("`([^`]+)`");

  @Test
  void tableNamesEveryRule() {
    List<List<String>> rows = Pages.table(Pages.page("docs/driver-watch.md"), "rule");
    Set<String> named =
        rows.stream()
            .map(List::getFirst)
            .flatMap(cell -> ID.matcher(cell).results().map((MatchResult id) -> id.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> looked =
        WatchRules.ALL.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(looked, named);
  }
}
