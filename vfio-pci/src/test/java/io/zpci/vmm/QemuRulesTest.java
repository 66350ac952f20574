package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Rule;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QemuRulesTest {
  @Test
  void noTwoRulesAreTheSame() {
    Set<String> statements = new HashSet<>();
    for (Rule rule : QemuRules.ALL) {
      assertTrue(statements.add(rule.id() + rule.statement()), rule.toString());
      assertTrue(rule.statement().endsWith("."), rule.statement());
      assertTrue(rule.id().startsWith("qemu."), rule.id());
    }
    assertEquals(91, QemuRules.ALL.size());
  }
}
