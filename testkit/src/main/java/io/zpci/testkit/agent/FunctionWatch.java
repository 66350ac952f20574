package io.zpci.testkit.agent;

import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.testkit.agent.PortMethod.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one function's driver did with it so far. */
final class FunctionWatch {
  private final FindingSink found;
  private final FunctionFacts facts;
  private final AccessChecks checks;
  private final MemoryWatch memory;
  private final CommandWatch commands;

  /** Nothing was done yet with a function of {@code facts}. */
  FunctionWatch(FunctionFacts facts, FindingSink found) {
    this.found = found;
    this.facts = facts;
    this.checks = new AccessChecks(facts);
    this.memory = new MemoryWatch(found);
    this.commands = new CommandWatch(found, memory);
  }

  /**
   * An access was made, by operands or through a pointer.
   *
   * @param accesses what the call is, or what a kernel made of it
   * @param scope the call of the driver's user in which it was made; null where that is not known
   */
  void accessed(DriverCall call, List<Access> accesses, @Nullable Scope scope) {
    AccessChecks.Broken broken = checks.check(call.method().kind(), accesses);
    if (broken != null) {
      found.find(broken.rule(), call, broken.what());
    }
    if (facts.isIsm() && (broken == null || arrives(broken.rule()))) {
      follow(call, accesses, broken != null, scope);
    }
  }

  /** Whether what breaks {@code rule} may arrive all the same: it took another way. */
  private static boolean arrives(Rule rule) {
    return rule.equals(IsmRules.R_02)
        || rule.equals(IsmRules.R_03)
        || rule.equals(WatchRules.ACCESSOR);
  }

  private void follow(
      DriverCall call, List<Access> accesses, boolean blamed, @Nullable Scope scope) {
    Meant block = Meant.of(accesses);
    if (block == null) {
      for (Access access : accesses) {
        Register loaded = access.loaded();
        if (access.space() == IsmFacts.COMMANDS && loaded != null) {
          commands.load(call, access, loaded.get(), blamed);
        }
      }
    } else if (block.space() == IsmFacts.COMMANDS) {
      commands.block(call, block);
    } else if (block.space() == IsmFacts.MOVES && scope != null) {
      scope.moved(this, call, block);
    }
  }

  /** Memory was mapped, unmapped or freed, and that succeeded. */
  void remembered(DriverCall call, long result) {
    long first = call.operand(0);
    long size = call.operand(1);
    switch (call.method().name()) {
      case "map" -> memory.mapped(first, size, result);
      case "unmap" -> memory.unmapped(call, first, size);
      case "free" -> memory.freed(call, first, size);
      default -> throw new IllegalStateException(call.text() + " is no " + Kind.MEMORY);
    }
  }

  /** The function was reset. */
  void reset() {
    memory.reset();
    commands.reset();
  }
}
