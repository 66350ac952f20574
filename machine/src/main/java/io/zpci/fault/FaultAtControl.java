package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import java.util.Locale;

/** A fault of an instruction that is no load, no store and no block, that is being described. */
public final class FaultAtControl extends FaultBuilder<FaultAtControl> {
  private final AccessSite<Effect.OnAccess> site;
  private final Class<? extends PciInstruction> instruction;

  FaultAtControl(
      Faults faults,
      AccessSite<Effect.OnAccess> site,
      Class<? extends PciInstruction> instruction) {
    super(faults, site.port());
    this.site = site;
    this.instruction = instruction;
  }

  @Override
  FaultAtControl self() {
    return this;
  }

  @Override
  String matching() {
    return word(instruction);
  }

  /** It goes no further and ends with {@code outcome}, as {@link Outcome} packs it. */
  public Fault answer(int outcome) {
    check(this, outcome);
    return faults().setControl(site, this, instruction, new Effect.Answer(outcome));
  }

  /** It is busy (cc 2) {@code n} times; see {@link FaultAtAccess#busy}. */
  public Fault busy(int n) {
    return faults().setControl(site, this, instruction, busy(this, n));
  }

  /** {@code mpcifc}; {@code instruction} for any. */
  static String word(Class<? extends PciInstruction> instruction) {
    return instruction == PciInstruction.class
        ? "control instruction"
        : instruction.getSimpleName().toLowerCase(Locale.ROOT);
  }

  static Effect.Busy busy(FaultBuilder<?> fault, int times) {
    if (times < 1) {
      throw fault.wrong("busy " + times + " times: at least 1");
    }
    return new Effect.Busy(times);
  }

  static void check(FaultBuilder<?> fault, int outcome) {
    boolean known;
    try {
      int again =
          Outcome.isException(outcome)
              ? Outcome.exception(Outcome.interruption(outcome))
              : Outcome.hasStatus(outcome)
                  ? Outcome.error(Outcome.status(outcome))
                  : Outcome.cc(outcome);
      known = again == outcome;
    } catch (IllegalArgumentException e) {
      throw fault.wrong("0x%x is no outcome: %s".formatted(outcome, e.getMessage()));
    }
    if (!known) {
      throw fault.wrong("0x%x is no outcome".formatted(outcome));
    }
    if (outcome == Outcome.BUSY && fault.isForEver()) {
      throw fault.wrong("always busy: a kernel would repeat it for ever; busy(n) ends");
    }
  }
}
