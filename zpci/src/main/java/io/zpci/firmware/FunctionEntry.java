package io.zpci.firmware;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.MioAddress;
import io.zpci.dma.DmaSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.Gait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One function in the firmware's table: its handle and state. Made by {@link Firmware#plug}.
 *
 * <p>The handle is {@code enable | instance << 24 | index}; its software-emulation marker is 0, for
 * this is the machine itself. The instance is 0 after plug and goes up by one, modulo 128, whenever
 * the function is enabled or disabled, by CLP or by the methods here, and when MIO is enabled or
 * disabled: as on real machines an old handle is then unknown. Source: spec zpci 1.1, 6.5.
 */
public final class FunctionEntry {
  private static final int INSTANCE_STEP = 0x0100_0000;

  private final PciFunction function;
  private final int index;
  private final int group;
  private final int fid;
  private final int uid;
  private final List<Long> mioAddresses;
  private final int mioBars;
  private final long[] spaceSizes;
  private final boolean relaxed;
  private final int maxStoreBlock;

  private int handle;
  private FunctionState state;
  private boolean mioEnabled;

  FunctionEntry(PciFunction function, int index, int group, int fid, int uid) {
    this.function = function;
    this.index = index;
    this.group = group;
    this.fid = fid;
    this.uid = uid;
    FunctionFacts facts = function.facts();
    this.mioAddresses = mioAddresses(facts, slot(index));
    this.mioBars = barsOf(mioAddresses);
    this.spaceSizes = spaceSizes(facts);
    this.relaxed = facts.blockClass() == FunctionFacts.BlockClass.RELAXED;
    this.maxStoreBlock = facts.maxStoreBlock();
    this.handle = index;
    this.state = FunctionState.DISABLED;
  }

  /** The slot of MIO addresses that goes with {@code index}. */
  private static int slot(int index) {
    return index - 1;
  }

  /** The index that goes with {@code slot}. */
  static int indexOfSlot(int slot) {
    return slot + 1;
  }

  private static List<Long> mioAddresses(FunctionFacts facts, int slot) {
    List<Long> addresses = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      boolean owned = facts.mioCapable() && facts.barSize(bar) != 0;
      addresses.add(owned ? MioAddress.owned(slot, bar) : 0L);
    }
    return List.copyOf(addresses);
  }

  private static int barsOf(List<Long> addresses) {
    int bars = 0;
    for (int bar = 0; bar < addresses.size(); bar++) {
      bars |= addresses.get(bar) != 0 ? 1 << bar : 0;
    }
    return bars;
  }

  /**
   * The sizes of the sixteen spaces that a request can name validly or nearly so; 0 where there is
   * nothing.
   */
  private static long[] spaceSizes(FunctionFacts facts) {
    long[] sizes = new long[AddressSpace.CONFIG + 1];
    System.arraycopy(facts.barSizeArray(), 0, sizes, 0, AddressSpace.BARS);
    sizes[AddressSpace.CONFIG] = facts.configSize();
    return sizes;
  }

  /** The handle as it is now. */
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
  public FunctionState state() {
    return state;
  }

  /** The function. */
  public PciFunction function() {
    return function;
  }

  /** What the function's I/O addresses reach: what its operating system registered. */
  public DmaSpace dma() {
    throw new UnsupportedOperationException("dma");
  }

  /** What the function's messages become: the indicators that its operating system registered. */
  public Msi msi() {
    throw new UnsupportedOperationException("msi");
  }

  /**
   * From now on registered interrupts are forwarded to a guest: its summary bit and its facility in
   * place of this operating system's, by the machine itself. Null ends that.
   */
  public void forward(@Nullable Gait gait) {
    throw new UnsupportedOperationException("forward");
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
    return mioAddresses;
  }

  /** Whether the function has any MIO address. */
  public boolean hasMio() {
    return mioBars != 0;
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
   * Disables a function whose handle is enabled, and resets it; MIO is off afterwards. False, and
   * nothing done, where it is not enabled or in permanent error.
   */
  public boolean disable() {
    if (!state.enabled() || state == FunctionState.PERMANENT_ERROR) {
      return false;
    }
    function.reset();
    mioEnabled = false;
    become(FunctionState.DISABLED);
    return true;
  }

  /**
   * Switches MIO for an enabled function that has MIO addresses; the handle changes. False, and
   * nothing done, where it is not enabled, has none, or is switched that way already.
   */
  public boolean switchMio(boolean on) {
    if (!state.enabled() || !hasMio() || mioEnabled == on) {
      return false;
    }
    mioEnabled = on;
    become(state);
    return true;
  }

  /**
   * The function fails: an enabled or blocked one goes into {@link FunctionState#ERROR}; false in
   * other states.
   */
  public boolean error() {
    return leave(FunctionState.ENABLED, FunctionState.BLOCKED, FunctionState.ERROR);
  }

  /**
   * What MPCIFC reset-block does: from {@link FunctionState#ERROR} to BLOCKED; false in other
   * states.
   */
  public boolean resetBlock() {
    return leave(FunctionState.ERROR, FunctionState.ERROR, FunctionState.BLOCKED);
  }

  /**
   * What MPCIFC reset-error does: from {@link FunctionState#ERROR} or BLOCKED to ENABLED; false in
   * other states.
   */
  public boolean resetError() {
    return leave(FunctionState.ERROR, FunctionState.BLOCKED, FunctionState.ENABLED);
  }

  /** The function fails for good; false where it is not enabled. */
  public boolean permanentError() {
    if (!state.enabled()) {
      return false;
    }
    state = FunctionState.PERMANENT_ERROR;
    return true;
  }

  /**
   * Takes a configured function away from its user: to {@link FunctionState#STANDBY}, reset, not
   * enabled.
   */
  public void deconfigure() {
    boolean wasEnabled = state.enabled();
    if (wasEnabled) {
      function.reset();
      mioEnabled = false;
    }
    state = FunctionState.STANDBY;
    if (wasEnabled) {
      renewHandle();
    }
  }

  /**
   * Gives a {@link FunctionState#STANDBY} function to its user: to DISABLED; false in other states.
   */
  public boolean configure() {
    return leave(FunctionState.STANDBY, FunctionState.STANDBY, FunctionState.DISABLED);
  }

  void reserve() {
    deconfigure();
    state = FunctionState.RESERVED;
  }

  /** Bytes of {@code space}, of which only the low 4 bits count; 0 where there is nothing. */
  long spaceSize(int space) {
    return spaceSizes[space & AddressSpace.CONFIG];
  }

  /** Whether {@code bar}, 0 to 7, has an MIO address. */
  boolean hasMio(int bar) {
    return ((mioBars >>> bar) & 1) != 0;
  }

  /** Whether the relaxed rules of PCISTB apply. */
  boolean relaxed() {
    return relaxed;
  }

  /** The longest block in bytes. */
  int maxStoreBlock() {
    return maxStoreBlock;
  }

  private boolean leave(FunctionState one, FunctionState other, FunctionState next) {
    if (state != one && state != other) {
      return false;
    }
    state = next;
    return true;
  }

  private void become(FunctionState next) {
    state = next;
    renewHandle();
  }

  private void renewHandle() {
    int instance = (handle + INSTANCE_STEP) & FunctionHandle.INSTANCE;
    handle = (state.enabled() ? FunctionHandle.ENABLE : 0) | instance | index;
  }
}
