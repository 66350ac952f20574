package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Rule;
import io.zpci.machine.RuleTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules are data: every one complete, none twice, all in one language. */
class RuleTableTest {
  @Test
  void theDevicesRulesStandFirstAndComplete() {
    List<String> ids = RuleTable.all().stream().map(Rule::id).limit(32).toList();
    assertEquals(IntStream.rangeClosed(1, 32).mapToObj("R-%02d"::formatted).toList(), ids);
  }

  @Test
  void everyRuleIsASentenceWithItsEvidence() {
    Set<String> seen = new HashSet<>();
    for (Rule rule : RuleTable.all()) {
      assertTrue(seen.add(rule.id() + " " + rule.statement()), rule + " stands twice");
      assertTrue(Character.isUpperCase(rule.statement().charAt(0)), rule.statement());
      assertTrue(rule.statement().endsWith("."), rule.statement());
      assertFalse(rule.evidence().isBlank(), rule.id());
    }
  }
}
