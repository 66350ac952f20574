package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which rules a function acts upon, and what it is told to do about them. */
class ReactionsTest {
  private static final Pattern ASKED = Pattern.compile("reactions\\.of\\(IsmRules\\.R_(\\d\\d)\\)");

  /** The list is what the sources ask for, no more and no less. */
  @Test
  void listedRulesAreThoseThatTheFunctionAsksFor() throws IOException {
    Path sources =
        Path.of(System.getProperty("basedir", ""), "src/main/java/io/zpci/ism").toAbsolutePath();
    Set<String> asked = new TreeSet<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        ASKED
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> asked.add("R-" + match.group(1)));
      }
    }
    assertEquals(16, asked.size());
    assertEquals(
        asked,
        Reactions.RULES.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void otherReactionIsGivenForThatRuleAlone() {
    Reactions changed = Reactions.DEFAULT.with(IsmRules.R_02, Reaction.REPORT);
    assertEquals(Reaction.REPORT, changed.of(IsmRules.R_02));
    assertEquals(Reaction.REFUSE, changed.of(IsmRules.R_08));
    assertEquals(Reaction.REFUSE, Reactions.DEFAULT.of(IsmRules.R_02));
  }
}
