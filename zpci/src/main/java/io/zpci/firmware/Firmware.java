package io.zpci.firmware;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The machine's firmware: executes PCI instructions against a table of functions.
 *
 * <p>What it checks, and in which order, is data: {@link FirmwareChecks}. A function is found by
 * the whole handle, which costs the same however many functions there are. An access that passes
 * every check arrives at the function as it was issued, in one piece, and the function's own answer
 * is the outcome.
 *
 * <p>Busy is deterministic: a load, store or block that passes every check is answered with cc 2 as
 * long as busy answers are due, and the function does not see it; {@link FirmwareRules#busy} of
 * them are due at first and again after each instruction that was executed, {@link #injectBusy}
 * adds more. The count is the machine's, not a function's.
 *
 * <p>Not thread safe, but a function's way up is: see {@link FunctionEntry}. Source: spec zpci 1 to
 * 7.
 */
public final class Firmware implements PciInstructions {
  /** How many functions a machine can have: the indexes from 1 that a handle has room for. */
  public static final int MAX_FUNCTIONS = 0xffff;

  private static final int MAX_GROUPS = 0xff;
  private static final int EXHAUSTED = Outcome.error(Status.INSUF_RES);

  private final FirmwareRules rules;
  private final Tap tap;
  private final Clp clp;
  private final AccessChecks accesses;
  private final FunctionControls controls;
  private final AdapterInterruption interruption;
  private final List<FunctionGroup> groups = new ArrayList<>();
  private @Nullable FunctionEntry[] functions = new @Nullable FunctionEntry[16];

  /** No index below is free. */
  private int lowestFree = 1;

  private int busyDue;

  private volatile Consumer<ErrorEvent> errorEvents = event -> {};

  /**
   * A machine without functions, with a facility of its own for interruptions that kicks nobody;
   * {@code tap} is told of each rule that an instruction breaks.
   */
  public Firmware(FirmwareRules rules, Tap tap) {
    this(rules, new FloatingInterruption(rules.suppression(), () -> {}), tap);
  }

  /**
   * A machine without functions.
   *
   * @param interruption the facility of the operating system that runs on it: SIC controls it, and
   *     its functions' interrupts go there
   * @param tap told of each rule that an instruction breaks
   */
  public Firmware(FirmwareRules rules, AdapterInterruption interruption, Tap tap) {
    this.rules = rules;
    this.interruption = interruption;
    this.tap = tap;
    this.clp = new Clp(this, rules, tap);
    this.accesses = new AccessChecks(rules, tap);
    this.controls = new FunctionControls(FirmwareChecks.CONTROLS, tap);
    this.busyDue = rules.busy();
  }

  /**
   * Who is told of error events from now on, by whichever thread finds the error; nobody at first.
   */
  public void errorEvents(Consumer<ErrorEvent> listener) {
    errorEvents = listener;
  }

  /** The facility of the operating system that runs on the machine. */
  public AdapterInterruption interruption() {
    return interruption;
  }

  /**
   * Plugs {@code function} at the lowest free index, from 1 so that no handle is 0; it is
   * configured and disabled. Its ways up stay with who assembles the machine: {@code
   * function.connect(entry.dma(), entry.msi())}, with taps between where there are any.
   *
   * @param fid function id
   * @param uid user id
   * @throws IllegalStateException when {@link #MAX_FUNCTIONS} are plugged, or 255 kinds of groups
   *     are in use
   */
  public FunctionEntry plug(PciFunction function, int fid, int uid) {
    int index = lowestFree;
    while (index < functions.length && functions[index] != null) {
      index++;
    }
    if (index > MAX_FUNCTIONS) {
      throw new IllegalStateException(
          "no free function index: " + MAX_FUNCTIONS + " functions are plugged");
    }
    if (index == functions.length) {
      functions = Arrays.copyOf(functions, Math.min(2 * functions.length, MAX_FUNCTIONS + 1));
    }
    FunctionEntry entry =
        new FunctionEntry(
            function, index, groupOf(function), fid, uid, rules, interruption, this::tell);
    functions[index] = entry;
    lowestFree = index + 1;
    return entry;
  }

  /**
   * Takes {@code entry} out: its function is reset and its registrations are gone where it was
   * enabled, its index is free, its handles are unknown.
   */
  public void unplug(FunctionEntry entry) {
    if (at(entry.index()) != entry) {
      throw new IllegalArgumentException(
          "function 0x" + Integer.toHexString(entry.fid()) + " is not plugged here");
    }
    entry.reserve();
    functions[entry.index()] = null;
    lowestFree = Math.min(lowestFree, entry.index());
  }

  /** The function whose handle, in all its bits, is {@code handle}; null where there is none. */
  public @Nullable FunctionEntry find(int handle) {
    FunctionEntry entry = at(FunctionHandle.index(handle));
    return entry != null && entry.handle() == handle ? entry : null;
  }

  /** Makes {@code times} more busy answers due; see {@link Firmware}. */
  public void injectBusy(int times) {
    busyDue += times;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    int refused = checkIssue(issue, true);
    if (refused != Outcome.OK) {
      return refused;
    }
    FunctionEntry entry = issuedTo(issue, request, address);
    if (entry == null) {
      return nobody(issue, address);
    }
    int space = space(issue, request, address);
    long offset = offset(issue, address);
    int length = Request.length(request);
    refused = accesses.single(entry, space, offset, length);
    if (refused != Outcome.OK) {
      return refused;
    }
    if (busy()) {
      return Outcome.BUSY;
    }
    int outcome = entry.function().load(space, offset, length, loaded);
    if (outcome == Outcome.OK) {
      entry.measured().load();
    }
    return outcome;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    int refused = checkIssue(issue, true);
    if (refused != Outcome.OK) {
      return refused;
    }
    FunctionEntry entry = issuedTo(issue, request, address);
    if (entry == null) {
      return nobody(issue, address);
    }
    int space = space(issue, request, address);
    long offset = offset(issue, address);
    int length = Request.length(request);
    refused = accesses.single(entry, space, offset, length);
    if (refused != Outcome.OK) {
      return refused;
    }
    if (busy()) {
      return Outcome.BUSY;
    }
    int outcome = entry.function().store(space, offset, length, value);
    if (outcome == Outcome.OK) {
      entry.measured().store();
    }
    return outcome;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    int refused = checkIssue(issue, false);
    if (refused != Outcome.OK) {
      return refused;
    }
    FunctionEntry entry = issuedTo(issue, request, address);
    if (entry == null) {
      return nobody(issue, address);
    }
    int space = space(issue, request, address);
    long offset = offset(issue, address);
    int length = Request.length(request);
    refused = accesses.block(entry, space, offset, length, storage, storageAddress);
    if (refused != Outcome.OK) {
      return refused;
    }
    if (busy()) {
      return Outcome.BUSY;
    }
    long from = storage.offset(storageAddress);
    int outcome = entry.function().storeBlock(space, offset, storage.segment(), from, length);
    if (outcome == Outcome.OK) {
      entry.measured().storeBlock();
    }
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return switch (instruction) {
      case PciInstruction.Clp call -> clp.execute(call);
      case PciInstruction.Pciwb barrier -> pciwb(barrier.issue());
      case PciInstruction.Rpcit call -> refresh(call);
      case PciInstruction.Mpcifc call -> modify(call);
      case PciInstruction.Stpcifc call ->
          controls.store(call, at(FunctionHandle.index(Request.handle(call.request().get()))));
      case PciInstruction.Sic call -> controls.control(call, interruption);
    };
  }

  private int refresh(PciInstruction.Rpcit call) {
    FunctionEntry entry = find(Request.handle(call.request()));
    int outcome = controls.refresh(call, entry);
    if (entry != null && (outcome == Outcome.OK || outcome == EXHAUSTED)) {
      entry.measured().refresh();
    }
    return outcome;
  }

  private int modify(PciInstruction.Mpcifc call) {
    FunctionEntry entry = find(Request.handle(call.request()));
    int outcome = controls.modify(call, entry);
    if (entry != null && outcome == Outcome.OK) {
      entry.storage(call.storage());
    }
    return outcome;
  }

  private void tell(ErrorEvent event) {
    errorEvents.accept(event);
  }

  /** The entry at {@code index}, null where none is plugged. */
  @Nullable FunctionEntry at(int index) {
    return index < functions.length ? functions[index] : null;
  }

  /** The lowest index above {@code index} whose function CLP lists; 0 where there is none. */
  int nextListed(int index) {
    for (int next = index + 1; next < functions.length; next++) {
      FunctionEntry entry = functions[next];
      if (entry != null && entry.state() != FunctionState.RESERVED) {
        return next;
      }
    }
    return 0;
  }

  /** The group with {@code id}, from 1; null where there is none. */
  @Nullable FunctionGroup group(int id) {
    return id >= 1 && id <= groups.size() ? groups.get(id - 1) : null;
  }

  private int groupOf(PciFunction function) {
    FunctionFacts facts = function.facts();
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).fits(facts)) {
        return i + 1;
      }
    }
    if (groups.size() == MAX_GROUPS) {
      throw new IllegalStateException("no free function group: " + MAX_GROUPS + " are in use");
    }
    groups.add(FunctionGroup.of(facts));
    return groups.size();
  }

  /** Nothing to order: every store has arrived when its instruction ends. */
  private int pciwb(int issue) {
    if (!rules.mio()) {
      return refuse(FirmwareChecks.MIO, ProgramInterruption.OPERATION);
    }
    if (Issue.isProblemState(issue)) {
      tap.broken(FirmwareChecks.PCIWB);
    }
    return Outcome.OK;
  }

  private int checkIssue(int issue, boolean hasPair) {
    if (Issue.isMio(issue)) {
      if (!rules.mio()) {
        return refuse(FirmwareChecks.MIO, ProgramInterruption.OPERATION);
      }
    } else if (Issue.isProblemState(issue)) {
      return refuse(FirmwareChecks.R_30, ProgramInterruption.PRIVILEGED_OPERATION);
    }
    if (hasPair && Issue.isOddPair(issue)) {
      return refuse(FirmwareChecks.PAIR, ProgramInterruption.SPECIFICATION);
    }
    return Outcome.OK;
  }

  /** The enabled function that the operands name; null where there is none. */
  private @Nullable FunctionEntry issuedTo(int issue, long request, long address) {
    FunctionEntry entry = Issue.isMio(issue) ? owner(address) : find(Request.handle(request));
    return entry != null && entry.state().enabled() ? entry : null;
  }

  /**
   * The function that owns the I/O address; the 256 TiB from each of its MIO addresses on are that
   * BAR's.
   */
  private @Nullable FunctionEntry owner(long address) {
    if (!MioAddress.isOwned(address)) {
      return null;
    }
    FunctionEntry entry = at(FunctionSpaces.indexOfSlot(MioAddress.slot(address)));
    return entry != null && entry.hasMio(MioAddress.bar(address)) ? entry : null;
  }

  private int nobody(int issue, long address) {
    if (Issue.isMio(issue) && owner(address) == null) {
      return refuse(FirmwareChecks.R_01, ProgramInterruption.ADDRESSING);
    }
    tap.broken(FirmwareChecks.R_28);
    return Outcome.INVALID_HANDLE;
  }

  private static int space(int issue, long request, long address) {
    return Issue.isMio(issue) ? MioAddress.bar(address) : Request.space(request);
  }

  private static long offset(int issue, long address) {
    return Issue.isMio(issue) ? MioAddress.offset(address) : address;
  }

  private boolean busy() {
    if (busyDue > 0) {
      busyDue--;
      return true;
    }
    busyDue = rules.busy();
    return false;
  }

  private int refuse(Rule rule, ProgramInterruption interruption) {
    tap.broken(rule);
    return Outcome.exception(interruption);
  }
}
