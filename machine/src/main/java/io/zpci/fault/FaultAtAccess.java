package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.Pec;
import io.zpci.arch.ProgramInterruption;
import io.zpci.trace.Operation;

/**
 * A fault of loads, stores and blocks, at guest, host or function, that is being described: {@code
 * faults.atHost().on(Operation.PCISTB).space(2).nth(3).busy(5)}.
 */
public final class FaultAtAccess extends AccessFaultBuilder<FaultAtAccess> {
  private final AccessSite<Effect.OnAccess> site;

  FaultAtAccess(Faults faults, AccessSite<Effect.OnAccess> site) {
    super(faults, site.port());
    this.site = site;
  }

  @Override
  FaultAtAccess self() {
    return this;
  }

  /** The header of the ISM command {@code code}. */
  public FaultAtAccess command(int code) {
    return where(Event.commandWords(code), access -> Event.isCommand(access, code));
  }

  /** ISM moves to the DMB with {@code token}. */
  public FaultAtAccess moveTo(long token) {
    return where(Event.moveWords(token), access -> Event.isMoveTo(access, token));
  }

  /**
   * An instruction that is no load, no store and no block, in place of what was described so far.
   *
   * @throws IllegalArgumentException at the function, where none crosses
   */
  public FaultAtControl control(Class<? extends io.zpci.arch.PciInstruction> instruction) {
    if (port() == Port.FUNCTION) {
      throw wrong("no %s crosses here".formatted(FaultAtControl.word(instruction)));
    }
    return new FaultAtControl(faults(), site, instruction);
  }

  /**
   * It goes no further and ends with {@code outcome}, as {@link Outcome} packs it. With {@link
   * Outcome#OK} a store is lost and nobody is told; loads are left alone, for which there is {@link
   * #value}.
   *
   * @throws IllegalArgumentException for what is no outcome, and for busy without end, which a
   *     kernel would repeat for ever
   */
  public Fault answer(int outcome) {
    FaultAtControl.check(this, outcome);
    Effect.OnAccess effect = new Effect.Answer(outcome);
    return outcome == Outcome.OK
        ? set(condition(Operation::isStore, "lost are stores", 0), effect)
        : set(condition(), effect);
  }

  /** It goes no further and ends with cc 1 and {@code status} ({@link io.zpci.arch.Status}). */
  public Fault status(int status) {
    return answer(Outcome.error(status));
  }

  /** It goes no further and ends with a program interruption. */
  public Fault exception(ProgramInterruption interruption) {
    return answer(Outcome.exception(interruption));
  }

  /** A store or a block goes no further, and its issuer is told that all is well. */
  public Fault lost() {
    return answer(Outcome.OK);
  }

  /**
   * It is busy (cc 2) {@code n} times: it, and the next {@code n - 1} that match, which are its
   * repetitions where the issuer repeats it. One then goes through and is not counted as a match.
   */
  public Fault busy(int n) {
    return set(condition(), FaultAtControl.busy(this, n));
  }

  /** A load goes no further and gives the low-order bytes of {@code value}, with cc 0. */
  public Fault value(long value) {
    return set(loaded(), new Effect.Value(value));
  }

  /** A load goes no further and gives all ones, with cc 0. */
  public Fault allOnes() {
    return value(-1);
  }

  /**
   * The function goes into error with a service action (PEC 0x003a); see {@link #errorState(int)}.
   */
  public Fault errorState() {
    return errorState(Pec.SERVICE_ACTION);
  }

  /**
   * The function goes into error, the machine raises an event with {@code pec}, and the access ends
   * with cc 1, status 12, as all do from then on until the error is reset.
   *
   * @throws IllegalArgumentException at the guest, whose accesses are refused by who is below; and
   *     for a code of the measurement block, which leaves the state as it is
   */
  public Fault errorState(int pec) {
    if (port() == Port.GUEST) {
      throw wrong("the machine puts a function into error, at host or at function");
    }
    if (pec >= Pec.MEASUREMENT_ADDRESS && pec <= Pec.MEASUREMENT_PROTECTION) {
      throw wrong("PEC 0x%04x is of the measurement block and changes no state".formatted(pec));
    }
    return set(condition(), new Effect.ErrorState(pec));
  }

  /** A block arrives in two pieces, cut where the seed says. */
  public Fault torn() {
    return set(tornAt(0), new Effect.Torn(0));
  }

  /**
   * A block of more than {@code cut} bytes arrives in two pieces, the first of {@code cut} bytes.
   */
  public Fault torn(int cut) {
    if (cut < 1) {
      throw wrong("torn at " + cut + ": the first piece has at least 1 byte");
    }
    return set(tornAt(cut), new Effect.Torn(cut));
  }

  private Fault set(AccessCondition condition, Effect.OnAccess effect) {
    return faults().set(site, this, condition, effect);
  }
}
