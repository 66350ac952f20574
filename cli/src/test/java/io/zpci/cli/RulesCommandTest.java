package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Confidence;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.machine.RuleTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesCommandTest {
  private static final Rule DEVICE =
      new Rule(
          "R-05", "One block.", "spec ism 7", Confidence.MEDIUM, Reaction.ERROR_STATE, "not seen");
  private static final Rule CHECK = Rule.check("qemu.pcistb.6", "A length.", "QEMU 11.1.2");

  @Test
  void aRowForEachRule() {
    assertEquals(
        """
        rule           confidence  reaction     statement
        -------------  ----------  -----------  ----------
        R-05 (u)       medium      error-state  One block.
        qemu.pcistb.6  high        refuse       A length.
        (u) unverified: zpci rules ID says why
        """,
        Ran.plain(page -> RulesCommand.print(page, List.of(DEVICE, CHECK))));
  }

  @Test
  void allThatIsKnownOfEachRule() {
    assertEquals(
        """
        rule        R-05
        statement   One block.
        evidence    spec ism 7
        confidence  medium
        reaction    error-state
        unverified  not seen

        rule        qemu.pcistb.6
        statement   A length.
        evidence    QEMU 11.1.2
        confidence  high
        reaction    refuse
        """,
        Ran.plain(page -> RulesCommand.printEach(page, List.of(DEVICE, CHECK))));
  }

  @Test
  void json() {
    assertEquals(
        """
        {"id":"R-05","statement":"One block.","evidence":"spec ism 7","confidence":"medium",\
        "reaction":"error-state","unverified":"not seen"}
        {"id":"qemu.pcistb.6","statement":"A length.","evidence":"QEMU 11.1.2",\
        "confidence":"high","reaction":"refuse","unverified":null}
        """,
        Ran.json(lines -> {
          RulesCommand.json(lines, DEVICE);
          RulesCommand.json(lines, CHECK);
        }));
  }

  @Test
  void aNameFindsEveryRuleOfThatName() {
    Ran ran = Ran.zpci("rules", "r-02");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("rule        R-02", ran.lines().getFirst());
    for (Rule rule : RuleTable.all()) {
      long same = RuleTable.all().stream().filter(each -> each.id().equals(rule.id())).count();
      assertEquals(same, Ran.zpci("rules", rule.id(), "--json").lines().size(), rule.id());
    }
  }

  @Test
  void everyRuleIsListed() {
    Ran ran = Ran.zpci("rules");
    assertEquals(0, ran.exit());
    for (Rule rule : RuleTable.all()) {
      assertTrue(ran.lines().stream().anyMatch(line -> line.startsWith(rule.id())), rule.id());
    }
    assertEquals(RuleTable.all().size(), Ran.zpci("rules", "--json").lines().size());
  }

  @Test
  void anUnknownRuleNamesCloseOnes() {
    Ran ran = Ran.zpci("rules", "R-999");
    assertEquals(2, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("zpci rules: ID: 'R-999' is not known; "), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void closeOnesComeNearestFirst() {
    List<Rule> rules = List.of(CHECK, DEVICE, Rule.check("qemu.pcistb.16", "x", "y"));
    assertEquals(
        "qemu.pcistb.16, qemu.pcistb.6, R-05", RulesCommand.close(rules, "QEMU.pcistb.11"));
  }
}
