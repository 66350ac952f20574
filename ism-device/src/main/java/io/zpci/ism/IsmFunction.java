package io.zpci.ism;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Reaction;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.function.ConfigSpace;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;

/**
 * One ISM function: BAR 0 takes DMB moves, BAR 2 commands, each as one block. Made by {@link
 * Fabric#add}.
 *
 * <p>Guarantees: a block is carried out before it ends; a rule of {@link IsmRules} that it breaks
 * is named to the tap and answered as the function's {@link Reactions} say; after a function went
 * into error every access of a BAR ends with cc 1, status 12, until {@link #reset} or {@link
 * #recover}. Loads, stores and blocks do not allocate. Not thread safe, see {@link Fabric}. Source:
 * spec ism.
 */
public final class IsmFunction implements PciFunction {
  private static final int CLASS_CODE = 0;

  // What a move looks at comes first: the JVM keeps the order, and these share cache lines then.
  private final Fabric fabric;
  private final MoveSpace moveSpace;
  private final Vlans vlans = new Vlans();
  private final Sba sba = new Sba();
  private Dma dma = Unconnected.DMA;
  private Msi msi = Unconnected.MSI;
  private final long gid;
  private boolean inError;
  private int issuer;

  private final FunctionFacts facts;
  private final Tap tap;
  private final ConfigSpace config;
  private final CommandSpace commandSpace;
  private final MsixSpace msixSpace;
  private final EventQueue queue = new EventQueue();
  private final SbaSlots slots = new SbaSlots();
  private final MemorySegment single = MemorySegment.ofArray(new long[1]);
  private final Reaction r02;
  private final Reaction r25;
  private final Reaction r31;
  private ErrorState errorState = ErrorState.NONE;

  IsmFunction(Fabric fabric, long gid, FunctionFacts facts, Reactions reactions, Tap tap) {
    this.fabric = fabric;
    this.gid = gid;
    this.facts = facts;
    this.tap = tap;
    this.config = new ConfigSpace(facts, CLASS_CODE);
    this.msixSpace = new MsixSpace(facts.msix());
    this.commandSpace = new CommandSpace(this, new Commands(this, fabric, reactions), reactions);
    this.moveSpace = fabric.moveSpace(reactions);
    this.r02 = reactions.of(IsmRules.R_02);
    this.r25 = reactions.of(IsmRules.R_25);
    this.r31 = reactions.of(IsmRules.R_31);
  }

  @Override
  public FunctionFacts facts() {
    return facts;
  }

  @Override
  public void connect(Dma newDma, Msi newMsi) {
    dma = newDma;
    msi = newMsi;
  }

  /** Whom the function tells that it is in error; nobody at first. */
  public void errorState(ErrorState newErrorState) {
    errorState = newErrorState;
  }

  /**
   * Who issues what comes next: a CPU, a thread. A command's blocks and loads must all come from
   * one.
   *
   * @param newIssuer 0 or more; 0 at first
   */
  public void issuer(int newIssuer) {
    if (newIssuer < 0) {
      throw new IllegalArgumentException("issuer " + newIssuer);
    }
    issuer = newIssuer;
  }

  /** The GID. */
  public long gid() {
    return gid;
  }

  /** The I/O address of the SBA; 0 where none is registered. */
  public long sbaAddress() {
    return sba.address();
  }

  /** The I/O address of the event queue; 0 where none is registered. */
  public long queueAddress() {
    return queue.address();
  }

  /** Whether the function is in error. */
  public boolean inError() {
    return inError;
  }

  /** The configuration space, to look at: nothing here is an access on the bus. */
  public ConfigSpace config() {
    return config;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (space == AddressSpace.CONFIG) {
      loaded.set(config.load(offset, length));
      return Outcome.OK;
    }
    if (inError) {
      return Refusals.IN_ERROR;
    }
    if (space == IsmFacts.COMMANDS) {
      return commandSpace.load(offset, length, loaded, issuer);
    }
    if (msixSpace.isIn(space)) {
      return msixSpace.load(offset, length, loaded);
    }
    int end = refusal(IsmRules.R_31, r31, Refusals.NOTHING_THERE);
    if (end == Refusals.PROCEED) {
      loaded.set(-1L >>> (64 - 8 * length));
      return Outcome.OK;
    }
    if (end == Outcome.OK) {
      // dropped: answered as done, without a value
      loaded.set(0);
    }
    return end;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    if (space == AddressSpace.CONFIG) {
      config.store(offset, length, value);
      return Outcome.OK;
    }
    if (inError) {
      return Refusals.IN_ERROR;
    }
    if (msixSpace.isIn(space)) {
      return msixSpace.store(offset, length, value);
    }
    if (space != IsmFacts.MOVES && space != IsmFacts.COMMANDS) {
      return nothingThere();
    }
    int end = refusal(IsmRules.R_02, r02, Refusals.SINGLE_STORE);
    if (end != Refusals.PROCEED) {
      return end;
    }
    Layouts.putImage(single, 0, length, value);
    return block(space, offset, single, 0, length);
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    if (inError) {
      return Refusals.IN_ERROR;
    }
    return space == IsmFacts.MOVES || space == IsmFacts.COMMANDS
        ? block(space, offset, data, at, length)
        : nothingThere();
  }

  private int block(int space, long offset, MemorySegment data, long at, int length) {
    if (space == IsmFacts.COMMANDS) {
      return commandSpace.storeBlock(offset, data, at, length, issuer);
    }
    return offset < 0 || offset > IsmFacts.MOVE_SPACE - length
        ? Outcome.exception(ProgramInterruption.OPERAND)
        : moveSpace.storeBlock(this, offset, data, at, length);
  }

  private int nothingThere() {
    int end = refusal(IsmRules.R_31, r31, Refusals.NOTHING_THERE);
    return end == Refusals.PROCEED ? Outcome.OK : end;
  }

  /**
   * {@inheritDoc} The function's DMBs are gone, and peers are told by the fabric's {@link
   * PeerNotices}.
   */
  @Override
  public void reset() {
    fabric.gone(this, false);
    inError = false;
    config.reset();
    msixSpace.reset();
    commandSpace.reset();
    sba.unregister();
    queue.unregister();
    requireVlan(false);
    vlans.clear();
    fabric.dmbs().unregisterAll(this);
  }

  @Override
  public void recover() {
    inError = false;
  }

  /**
   * Puts an event into this function's queue that nobody in the fabric caused, and interrupts.
   *
   * @param type as {@link EventQueue} names them
   * @return false where no queue is registered, and nothing happened
   */
  public boolean injectEvent(int type, int code, long token, long info) {
    return deliver(type, code, token, info, true);
  }

  /**
   * The function fails by itself, as hardware does: it is in error from now on, and its machine and
   * its peers are told. Nothing happens to one that is in error.
   *
   * @param pec the error event's code
   * @param address the I/O address at fault, 0 where there is none
   */
  public void fail(int pec, long address) {
    enterError(pec, address);
  }

  Dma dma() {
    return dma;
  }

  Sba sba() {
    return sba;
  }

  EventQueue queue() {
    return queue;
  }

  SbaSlots slots() {
    return slots;
  }

  Vlans vlans() {
    return vlans;
  }

  /** Whether peers must share a VLAN with this function. */
  void requireVlan(boolean on) {
    if (on != vlans.required()) {
      vlans.require(on);
      fabric.requireVlans(on);
    }
  }

  CommandSpace.State commandState() {
    return commandSpace.state();
  }

  /**
   * {@code rule} is broken: it is reported, unless the reaction is none; the error state is gone
   * into.
   */
  Reaction violated(Rule rule, Reaction reaction) {
    return violated(rule, reaction, Dma.OUT_OF_RANGE, 0);
  }

  Reaction violated(Rule rule, Reaction reaction, int pec, long address) {
    if (reaction != Reaction.NONE) {
      tap.broken(rule);
    }
    if (reaction == Reaction.ERROR_STATE) {
      enterError(pec, address);
    }
    return reaction;
  }

  /** What an access ends with that breaks {@code rule}, or {@link Refusals#PROCEED}. */
  int refusal(Rule rule, Reaction reaction, int refused) {
    return switch (violated(rule, reaction)) {
      case REFUSE -> refused;
      case ERROR_STATE -> Refusals.IN_ERROR;
      case DROP -> Outcome.OK;
      case CORRUPT, REPORT, NONE -> Refusals.PROCEED;
    };
  }

  void executed(IsmExchange exchange) {
    fabric.events().command(this, exchange);
  }

  /** Entry, index, event bit; then, where {@code trigger} asks for it, summary and interrupt. */
  boolean deliver(int type, int code, long token, long info, boolean trigger) {
    if (!queue.registered()) {
      return false;
    }
    int pec = queue.put(dma, type, code, token, fabric.now(), info);
    if (pec != 0) {
      mappingLost(this, pec, queue.address());
      return false;
    }
    fabric.events().event(this, queue.index(), type, code, token, info);
    if (sba.registered()) {
      pec = sba.markEvent(dma);
      if (pec == 0 && trigger) {
        pec = summarize();
      }
      if (pec != 0) {
        mappingLost(this, pec, sba.address());
      }
    }
    return true;
  }

  /** DMB {@code index} of this function was written: mask, bit; then summary and interrupt. */
  int signal(IsmFunction sender, int index, int mask) {
    int pec = sba.mark(dma, index, mask);
    if (pec == 0) {
      pec = summarize();
    }
    return pec == 0 ? Outcome.OK : mappingLost(sender, pec, sba.address());
  }

  private int summarize() {
    int pec = sba.summarize(dma);
    if (pec == 0) {
      fabric.events().summarized(this, sba.found());
      if (sba.wasClear()) {
        interrupt();
      }
    }
    return pec;
  }

  void interrupt() {
    fabric.events().interrupt(this);
    msi.signal(0);
  }

  /** memory of this function is gone; what {@code sender}'s access ends with. */
  int mappingLost(IsmFunction sender, int pec, long address) {
    if (r25 != Reaction.NONE) {
      sender.tap.broken(IsmRules.R_25);
    }
    return switch (r25) {
      case REFUSE -> Refusals.MAPPING_LOST;
      case ERROR_STATE -> {
        enterError(pec, address);
        yield Refusals.MAPPING_LOST;
      }
      case CORRUPT, DROP, REPORT, NONE -> Outcome.OK;
    };
  }

  private void enterError(int pec, long address) {
    if (!inError) {
      inError = true;
      errorState.enter(pec, address);
      fabric.gone(this, true);
    }
  }

  @Override
  public String toString() {
    return "ism 0x" + Long.toHexString(gid);
  }
}
