package io.zpci.firmware;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Pec;
import io.zpci.arch.Status;
import io.zpci.dma.DmaRules;
import io.zpci.dma.DmaSpace;
import io.zpci.dma.Mappings;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.Gait;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.storage.GuestStorage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One function in the firmware's table: its handle and state. Made by {@link Firmware#plug}.
 *
 * <p>The handle is {@code enable | instance << 24 | index}; its software-emulation marker is 0, for
 * this is the machine itself. The instance is 0 after plug and goes up by one, modulo 128, whenever
 * the function is enabled or disabled, by CLP or by the methods here, and when MIO is enabled or
 * disabled: as on real machines an old handle is then unknown.
 *
 * <p>The ways up, {@link #dma} and {@link #msi}, follow the state: both work in ENABLED, DMA alone
 * in BLOCKED, none elsewhere. Any thread may use them, and may find the function failing, while one
 * other executes instructions. Source: spec zpci 1.1, 6.5.
 */
public final class FunctionEntry implements ControlledFunction {
  private static final int INSTANCE_STEP = 0x0100_0000;

  /** What ISM's operating system may register beyond the last DMA address. */
  private static final long ISM_BEYOND_END = 0x1000;

  private final PciFunction function;
  private final int index;
  private final int group;
  private final int fid;
  private final int uid;
  private final FunctionSpaces spaces;

  /** As {@link FunctionSpaces} packs them, here so that no access has to look there. */
  private final long sizes;

  private final boolean relaxed;
  private final int maxStoreBlock;

  private final DmaSpace dma;
  private final RegisteredInterrupts interrupts;
  private final MeasurementBlock measured = new MeasurementBlock();
  private final Consumer<ErrorEvent> events;

  private volatile int handle;
  private volatile FunctionState state;
  private boolean mioEnabled;

  FunctionEntry(
      PciFunction function,
      int index,
      int group,
      int fid,
      int uid,
      FirmwareRules rules,
      AdapterInterruption interruption,
      Consumer<ErrorEvent> events) {
    this.function = function;
    this.index = index;
    this.group = group;
    this.fid = fid;
    this.uid = uid;
    FunctionFacts facts = function.facts();
    this.spaces = new FunctionSpaces(facts, index);
    this.sizes = spaces.sizes();
    this.relaxed = facts.blockClass() == FunctionFacts.BlockClass.RELAXED;
    this.maxStoreBlock = facts.maxStoreBlock();
    this.handle = index;
    this.state = FunctionState.DISABLED;
    this.dma = new DmaSpace(dmaRules(rules, facts), Mappings.NONE, this::failed);
    this.dma.translate(false);
    this.interrupts =
        new RegisteredInterrupts(this::state, interruption, rules.unregistered(), this::lost);
    this.events = events;
  }

  /**
   * Linux registers one page more for ISM than CLP tells (spec zpci 6.6, L-14). That the machine
   * takes it follows from that alone.
   */
  private static DmaRules dmaRules(FirmwareRules rules, FunctionFacts facts) {
    DmaRules dma = rules.dma();
    return facts.isIsm()
        ? dma.withEnd(dma.end() + ISM_BEYOND_END).withLastPage(rules.ismLastPage())
        : dma;
  }

  /** The handle as it is now. */
  @Override
  public int handle() {
    return handle;
  }

  /**
   * The index in the table, from 1: the low 16 bits of {@link #handle}, and the resume token of CLP
   * list.
   */
  public int index() {
    return index;
  }

  /** The state. */
  @Override
  public FunctionState state() {
    return state;
  }

  /** The function. */
  public PciFunction function() {
    return function;
  }

  /**
   * What the function's I/O addresses reach: what its operating system registered. Whoever
   * assembles the machine hands it to the function, with {@link #msi}.
   */
  @Override
  public DmaSpace dma() {
    return dma;
  }

  /** What the function's messages become: the indicators that its operating system registered. */
  public Msi msi() {
    return interrupts;
  }

  /**
   * From now on registered interrupts are forwarded to a guest: its summary bit and its facility in
   * place of this operating system's, by the machine itself. Null ends that; nothing else does.
   */
  public void forward(@Nullable Gait gait) {
    interrupts.forward(gait);
  }

  @Override
  public InterruptRegistration interrupts() {
    return interrupts.registration();
  }

  @Override
  public boolean interruptsRegistered() {
    return interrupts.registered();
  }

  /**
   * Registers interrupts, where {@code storage} holds the bits of each of them and, where a summary
   * is used, that: QEMU's status for indicators that cannot be mapped is the answer otherwise. What
   * hardware looks at is unverified.
   */
  @Override
  public int registerInterrupts(GuestStorage storage, InterruptRegistration registration) {
    return interrupts.register(storage, registration) ? 0 : Status.FUNC_NOT_ENABLED;
  }

  @Override
  public int deregisterInterrupts() {
    interrupts.deregister();
    return 0;
  }

  @Override
  public long measurementBlock() {
    return measured.address();
  }

  @Override
  public void measure(GuestStorage storage, long address) {
    measured.measure(storage, address);
  }

  /**
   * Writes the measurement block, where there is one; whoever brings a clock calls it. Where
   * storage does not hold the block there is an event 0x002a, and nothing is measured any more.
   *
   * @param tod the time of day, in units of the clock's register
   */
  public void updateMeasurementBlock(long tod) {
    long address = measured.address();
    if (!measured.update(tod)) {
      failed(Pec.MEASUREMENT_ADDRESS, address);
    }
  }

  /** The function's facts. */
  public FunctionFacts facts() {
    return function.facts();
  }

  /** The function id. */
  public int fid() {
    return fid;
  }

  /** The user id. */
  public int uid() {
    return uid;
  }

  /** The id of the function's group, 1 to 255. */
  public int group() {
    return group;
  }

  /**
   * The function's six MIO addresses: 0 where there is no such BAR, the function is not
   * MIO-capable, or no slot was left ({@link MioAddress#SLOTS}).
   */
  public List<Long> mioAddresses() {
    return spaces.mioAddresses();
  }

  /** Whether the function has any MIO address. */
  public boolean hasMio() {
    return spaces.hasMio();
  }

  /**
   * Whether CLP enabled MIO for the function. It does not decide whether an MIO instruction reaches
   * it: no source says what hardware does before that operation.
   */
  public boolean mioEnabled() {
    return mioEnabled;
  }

  /**
   * Enables a {@link FunctionState#DISABLED} function; false, and nothing done, in any other state.
   */
  public boolean enable() {
    if (state != FunctionState.DISABLED) {
      return false;
    }
    become(FunctionState.ENABLED);
    return true;
  }

  /**
   * Disables a function whose handle is enabled, and resets it: interrupts, anchor and measurement
   * are gone, and MIO is off. False, and nothing done, where it is not enabled or in permanent
   * error.
   */
  public boolean disable() {
    if (!state.enabled() || state == FunctionState.PERMANENT_ERROR) {
      return false;
    }
    release();
    become(FunctionState.DISABLED);
    return true;
  }

  /**
   * Switches MIO for an enabled function that has MIO addresses; the handle changes. False, and
   * nothing done, where it is not enabled, has none, or is switched that way already.
   */
  public synchronized boolean switchMio(boolean on) {
    if (!state.enabled() || !hasMio() || mioEnabled == on) {
      return false;
    }
    mioEnabled = on;
    renewHandle();
    return true;
  }

  /**
   * The function fails and nobody is told: an enabled or blocked one goes into {@link
   * FunctionState#ERROR}; false in other states.
   */
  public boolean error() {
    return leave(FunctionState.ENABLED, FunctionState.BLOCKED, FunctionState.ERROR);
  }

  /**
   * The function failed: {@link #error}, and an error event where that changed the state. One that
   * is in error already, or not in use, makes no other event. A failure of the measurement is an
   * event in every state and changes none. Source: spec zpci 13.4.
   */
  @Override
  public void failed(int pec, long address) {
    boolean measurement = pec >= Pec.MEASUREMENT_ADDRESS && pec <= Pec.MEASUREMENT_PROTECTION;
    if (measurement || error()) {
      events.accept(new ErrorEvent(handle, fid, address, pec));
    }
  }

  /** Indicators that are not in storage: as {@link #failed}, but the event is as it is. */
  private void lost(ErrorEvent event) {
    if (error()) {
      events.accept(event);
    }
  }

  /**
   * What MPCIFC reset-block does: from {@link FunctionState#ERROR} to BLOCKED, and the function
   * recovers; false, and nothing done, in other states.
   */
  @Override
  public boolean resetBlock() {
    return recovered(leave(FunctionState.ERROR, FunctionState.ERROR, FunctionState.BLOCKED));
  }

  /**
   * What MPCIFC reset-error does: from {@link FunctionState#ERROR} or BLOCKED to ENABLED, and the
   * function recovers; false, and nothing done, in other states.
   */
  @Override
  public boolean resetError() {
    return recovered(leave(FunctionState.ERROR, FunctionState.BLOCKED, FunctionState.ENABLED));
  }

  private boolean recovered(boolean left) {
    if (left) {
      function.recover();
    }
    return left;
  }

  /** The function fails for good; false where it is not enabled. */
  public synchronized boolean permanentError() {
    if (!state.enabled()) {
      return false;
    }
    go(FunctionState.PERMANENT_ERROR);
    return true;
  }

  /**
   * Takes a configured function away from its user: to {@link FunctionState#STANDBY}, reset as by
   * {@link #disable}, not enabled.
   */
  public void deconfigure() {
    withdraw(FunctionState.STANDBY);
  }

  /**
   * Gives a {@link FunctionState#STANDBY} function to its user: to DISABLED; false in other states.
   */
  public boolean configure() {
    return leave(FunctionState.STANDBY, FunctionState.STANDBY, FunctionState.DISABLED);
  }

  void reserve() {
    withdraw(FunctionState.RESERVED);
  }

  /** Bytes of {@code space}, a BAR or the configuration space; 0 where there is nothing. */
  long spaceSize(int space) {
    return FunctionSpaces.size(sizes, space);
  }

  /** Whether {@code bar}, 0 to 7, has an MIO address. */
  boolean hasMio(int bar) {
    return spaces.hasMio(bar);
  }

  /** Whether the relaxed rules of PCISTB apply. */
  boolean relaxed() {
    return relaxed;
  }

  /** The longest block in bytes. */
  int maxStoreBlock() {
    return maxStoreBlock;
  }

  /** What counts what the function is asked to do. */
  MeasurementBlock measured() {
    return measured;
  }

  /** MPCIFC was executed with an operand in {@code storage}, cc 0. */
  void storage(GuestStorage storage) {
    interrupts.storage(storage);
  }

  /** Nothing of what its user made is left. */
  private void release() {
    function.reset();
    interrupts.deregister();
    if (dma.registered()) {
      dma.deregister();
    }
    measured.stop();
    mioEnabled = false;
  }

  /** Out of use, to a {@code next} state that is not; the handle changes where it was in use. */
  private void withdraw(FunctionState next) {
    if (state.enabled()) {
      release();
      become(next);
    } else {
      go(next);
    }
  }

  private synchronized boolean leave(FunctionState one, FunctionState other, FunctionState next) {
    if (state != one && state != other) {
      return false;
    }
    go(next);
    return true;
  }

  private synchronized void become(FunctionState next) {
    go(next);
    renewHandle();
  }

  /** Into {@code next}; DMA follows. */
  private void go(FunctionState next) {
    state = next;
    dma.translate(next.translates());
  }

  private void renewHandle() {
    int instance = (handle + INSTANCE_STEP) & FunctionHandle.INSTANCE;
    handle = (state.enabled() ? FunctionHandle.ENABLE : 0) | instance | index;
  }
}
