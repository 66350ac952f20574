package io.zpci.testkit.agent;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.testkit.agent.PortMethod.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one call alone shows: the way it took, and its operands. The first rule that applies. */
final class AccessChecks {
  private static final int PAGE = 4096;
  private static final int WORD = 4;
  private static final int DOUBLEWORD = 8;

  private final FunctionFacts facts;
  private final boolean relaxed;

  /**
   * A rule that a call breaks.
   *
   * @param rule the rule
   * @param what what was found
   */
  record Broken(Rule rule, String what) {}

  /** Checks of calls that are for a function of {@code facts}. */
  AccessChecks(FunctionFacts facts) {
    this.facts = facts;
    this.relaxed = facts.blockClass() == BlockClass.RELAXED;
  }

  /**
   * The rule that a call breaks by itself; null where none.
   *
   * @param accesses what the call is, or what a kernel made of it
   */
  @Nullable Broken check(Kind kind, List<Access> accesses) {
    Broken broken = way(accesses);
    if (broken == null && kind == Kind.POINTER && !facts.mioCapable()) {
      broken = new Broken(WatchRules.ACCESSOR, "the function has no MIO: " + summary(accesses));
    }
    if (broken == null && kind == Kind.ACCESS) {
      broken = operands(accesses.getFirst());
    }
    return broken;
  }

  /** MIO, and what stands in for a block. */
  private @Nullable Broken way(List<Access> accesses) {
    if (!facts.mioCapable() && accesses.stream().anyMatch(each -> each.operation().isMio())) {
      return new Broken(IsmRules.R_01, "the function has no MIO: " + summary(accesses));
    }
    if (!relaxed) {
      return null;
    }
    List<Access> stores = accesses.stream().filter(this::belongsInABlock).toList();
    if (stores.stream().anyMatch(each -> !each.operation().isBlock())) {
      return new Broken(IsmRules.R_02, "in place of a block: " + summary(stores));
    }
    return stores.size() > 1
        ? new Broken(IsmRules.R_03, "in place of one block: " + summary(stores))
        : null;
  }

  private boolean belongsInABlock(Access access) {
    return access.operation().isStore()
        && AddressSpace.isBar(access.space())
        && !isMsix(access.space());
  }

  private boolean isMsix(int space) {
    Msix msix = facts.msix();
    return msix != null && msix.bar() == space;
  }

  private static String summary(List<Access> accesses) {
    return switch (accesses.size()) {
      case 0 -> "no instruction";
      case 1 -> accesses.getFirst().text();
      default -> accesses.size() + " instructions, the first is " + accesses.getFirst().text();
    };
  }

  private @Nullable Broken operands(Access access) {
    int space = access.space();
    long offset = access.offset();
    int length = access.length();
    if (space == AddressSpace.CONFIG && !access.operation().isBlock()) {
      boolean inWord = offset % WORD + length <= WORD && Integer.bitCount(length) == 1;
      return inWord ? null : broken(IsmRules.R_26, access);
    }
    if (!AddressSpace.isBar(space)) {
      return broken(IsmRules.R_27, access);
    }
    if (facts.isIsm() && isUnused(access)) {
      return broken(IsmRules.R_31, access);
    }
    if (offset < 0 || length < 0 || offset > facts.barSize(space) - length) {
      return broken(IsmRules.R_32, access);
    }
    if (access.operation().isBlock()) {
      return relaxed ? relaxedBlock(access) : strictBlock(access);
    }
    boolean inDoubleword = length > 0 && offset % DOUBLEWORD + length <= DOUBLEWORD;
    return inDoubleword ? null : broken(IsmRules.R_14, access);
  }

  private boolean isUnused(Access access) {
    return switch (access.space()) {
      case IsmFacts.COMMANDS -> false;
      case IsmFacts.MOVES -> !access.operation().isStore();
      default -> !isMsix(access.space());
    };
  }

  private @Nullable Broken relaxedBlock(Access access) {
    int most = Math.min(facts.maxStoreBlock(), PAGE);
    if (access.length() < 1 || access.length() > most) {
      return broken(IsmRules.R_04, access);
    }
    return crosses(access) ? broken(IsmRules.R_05, access) : null;
  }

  private @Nullable Broken strictBlock(Access access) {
    int length = access.length();
    if (access.offset() % DOUBLEWORD != 0) {
      return broken(FirmwareChecks.PCISTB_OFFSET, access);
    }
    if (length <= DOUBLEWORD || length % DOUBLEWORD != 0 || length > facts.maxStoreBlock()) {
      return broken(FirmwareChecks.PCISTB_LENGTH, access);
    }
    if (crosses(access)) {
      return broken(FirmwareChecks.PCISTB_PAGE, access);
    }
    return access.address() % DOUBLEWORD == 0
        ? null
        : broken(FirmwareChecks.PCISTB_STORAGE, access);
  }

  private static boolean crosses(Access access) {
    return (access.offset() & (PAGE - 1)) + access.length() > PAGE;
  }

  private static Broken broken(Rule rule, Access access) {
    return new Broken(rule, access.text());
  }
}
