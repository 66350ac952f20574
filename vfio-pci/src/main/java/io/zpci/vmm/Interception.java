package io.zpci.vmm;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's interception of PCI instructions, for one function behind a vfio device: every check in
 * QEMU's order, the choice of the memory region, the cutting into accesses of at most 8 bytes, and
 * what the guest's controls, translations and messages become. The same class serves a function
 * whose loads and stores the machine interprets: then only the other instructions come here. Each
 * check that bites is told to the tap as one of {@link QemuRules}. Source: spec passthrough e, spec
 * zpci 4, 6.
 *
 * <p>Guarantees: a refused instruction has touched nothing; a block's storage operand is read whole
 * before anything is written; pieces go down in ascending order; what fails below leaves cc 0, and
 * a load then gives all ones. Not thread safe: one instance is one QEMU with its lock.
 */
public final class Interception implements PciInstructions {
  private static final int SPACE_MASK = 0xf;
  private static final int LENGTH_MASK = 0xf;
  private static final int BLOCK_LENGTH = 0x1fff;
  private static final int STEP = 8;

  private static final int OPERATION = Outcome.exception(ProgramInterruption.OPERATION);
  private static final int PRIVILEGED = Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION);
  private static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int BLOCKED = Outcome.error(Status.BLOCKED);
  private static final int INVALID_SPACE = Outcome.error(Status.INVAL_AS);

  private final int lengthMask;
  private final @Nullable LoadOperation loadOperation;
  private final Tap tap;
  private final VfioDevice device;
  private final GuestConfig guestConfig;
  private final boolean forwardingSurvivesReset;
  private final boolean resetsDevice;
  private final BarMap bars;
  private final BlockInterception blocks;
  private final ConfigAccess config;
  private final MessageInterrupts messages;
  private final PassthroughFunction function;
  private final ClpInterception clp;
  private final ControlInterception controls;

  /**
   * As the constructor with all parameters, with {@link GuestConfig#of(FunctionFacts)}, default
   * properties and a {@link GuestMachine#withoutCpu}.
   */
  public Interception(
      QemuVersion version,
      ByteOrder hostOrder,
      VfioDevice device,
      FunctionFacts facts,
      int handle,
      int maxStoreBlock,
      Tap tap,
      InterceptionOptions options) {
    this(
        version,
        hostOrder,
        device,
        facts,
        GuestConfig.of(facts),
        ZpciProperties.DEFAULT,
        handle,
        maxStoreBlock,
        GuestMachine.withoutCpu(),
        tap,
        options);
  }

  /**
   * The function behind {@code device}.
   *
   * @param hostOrder byte order of QEMU's host; a big-endian one is an s390 with KVM, which
   *     delivers the device's messages itself, any other emulates the guest, and QEMU delivers them
   * @param facts the function as the guest sees it
   * @param config which configuration bits are QEMU's; where its capabilities stand
   * @param properties what CLP tells of the function beside {@code facts}
   * @param handle the guest's handle; its enable bit decides the first state, ENABLED or DISABLED
   * @param maxStoreBlock the group's maxstbl in bytes
   * @param guest the guest; whether the function is interpreted for it
   * @param tap told of each rule that an instruction breaks
   */
  public Interception(
      QemuVersion version,
      ByteOrder hostOrder,
      VfioDevice device,
      FunctionFacts facts,
      GuestConfig config,
      ZpciProperties properties,
      int handle,
      int maxStoreBlock,
      GuestMachine guest,
      Tap tap,
      InterceptionOptions options) {
    this.lengthMask = version.pcistbLengthMask();
    boolean relaxed = facts.blockClass() == BlockClass.RELAXED;
    BlockOperation block = relaxed ? options.block() : null;
    this.loadOperation = relaxed ? options.load() : null;
    this.tap = tap;
    this.device = device;
    this.guestConfig = config;
    this.forwardingSurvivesReset = version.forwardingSurvivesReset();
    this.resetsDevice = version.ismReset() || !facts.isIsm();
    MemorySegment scratch = Arena.ofAuto().allocate(STEP, STEP);
    this.bars = new BarMap(version, device, facts, options, scratch, tap);
    this.blocks = new BlockInterception(version, hostOrder, maxStoreBlock, block, bars, tap);
    this.function =
        new PassthroughFunction(version, device, facts, properties, handle, guest, options, tap);
    boolean kvm = hostOrder == ByteOrder.BIG_ENDIAN;
    this.messages =
        new MessageInterrupts(
            device,
            config,
            bars.table(),
            options.msiRouted(),
            kvm ? function.routedMsi() : function.emulatedMsi(),
            scratch,
            tap);
    RegionAccess configRegion = device.region(VfioDevice.CONFIG_REGION);
    this.config = new ConfigAccess(config, configRegion, scratch, messages, tap);
    this.clp =
        new ClpInterception(
            version, device, facts, config, properties, maxStoreBlock, block != null, tap);
    this.controls = new ControlInterception(function, kvm, tap);
  }

  /** What MPCIFC, STPCIFC and RPCIT act on. */
  public PassthroughFunction function() {
    return function;
  }

  /** The state of the function. */
  public FunctionState state() {
    return function.state();
  }

  /** Puts the function into {@code newState}; the enable bit of its handle follows. */
  public void state(FunctionState newState) {
    function.state(newState);
  }

  /** The function's handle as the guest knows it now. */
  public int handle() {
    return function.handle();
  }

  /**
   * The guest's measurement interval is over: the measurement block is written, where there is one.
   *
   * @param tod the time of day, in units of the clock's register
   */
  public void updateMeasurementBlock(long tod) {
    function.updateMeasurementBlock(tod);
  }

  /**
   * The guest is reset: vfio's interrupts are disabled and the device is reset, where the release
   * does that for ISM; configuration bits and MSI-X table go back, the zPCI device drops what was
   * registered, and a configured function is disabled.
   */
  public void reset() {
    messages.reset();
    if (resetsDevice) {
      int _ = device.reset();
    } else {
      tap.broken(QemuRules.ISM_RESET);
    }
    guestConfig.reset();
    MsixTable table = bars.table();
    if (table != null) {
      table.reset();
    }
    function.reset(forwardingSurvivesReset);
    if (function.state().enabled()) {
      function.state(FunctionState.DISABLED);
    }
  }

  /** QEMU's own MSI-X table; null where none lies over a BAR. */
  public @Nullable MsixTable msixTable() {
    return bars.table();
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    int outcome = checkSingle(QemuRules.PCILG, issue, request);
    if (outcome != Outcome.OK) {
      return outcome;
    }
    int space = Request.space(request) & SPACE_MASK;
    int length = Request.length(request) & LENGTH_MASK;
    if (space == AddressSpace.CONFIG) {
      outcome = config.load(address, length, loaded);
    } else if (AddressSpace.isBar(space)) {
      outcome = loadBar(space, address, length, loaded);
    } else {
      return refuse(QemuRules.PCILG.space(), INVALID_SPACE);
    }
    if (outcome == Outcome.OK) {
      function.measurement().load();
    }
    return outcome;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    int outcome = checkSingle(QemuRules.PCISTG, issue, request);
    if (outcome != Outcome.OK) {
      return outcome;
    }
    int space = Request.space(request) & SPACE_MASK;
    int length = Request.length(request) & LENGTH_MASK;
    if (space == AddressSpace.CONFIG) {
      outcome = config.store(address, length, value);
    } else if (AddressSpace.isBar(space)) {
      outcome = storeBar(space, address, length, value);
    } else {
      return refuse(QemuRules.PCISTG.space(), INVALID_SPACE);
    }
    if (outcome == Outcome.OK) {
      function.measurement().store();
    }
    return outcome;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    if (Issue.isMio(issue)) {
      return refuse(QemuRules.MIO, OPERATION);
    }
    if (Issue.isProblemState(issue)) {
      return refuse(QemuRules.PCISTB_PRIVILEGED, PRIVILEGED);
    }
    int given = Request.handle(request);
    if (!FunctionHandle.enabled(given)) {
      return refuse(QemuRules.PCISTB_NOT_ENABLED, Outcome.INVALID_HANDLE);
    }
    if (given != function.handle()) {
      return refuse(QemuRules.PCISTB_UNKNOWN_HANDLE, Outcome.INVALID_HANDLE);
    }
    if (function.state().refusesAccess()) {
      return refuse(QemuRules.PCISTB_STATE, BLOCKED);
    }
    int space = Request.space(request) & SPACE_MASK;
    if (!AddressSpace.isBar(space)) {
      return refuse(QemuRules.PCISTB_SPACE, INVALID_SPACE);
    }
    int length = Request.length(request) & lengthMask;
    if (length != (Request.length(request) & BLOCK_LENGTH)) {
      tap.broken(QemuRules.PCISTB_LENGTH_BITS);
    }
    int outcome = blocks.storeBlock(space, address, length, storage, storageAddress);
    if (outcome == Outcome.OK) {
      function.measurement().storeBlock();
    }
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return switch (instruction) {
      case PciInstruction.Clp call -> clp.execute(call, function);
      case PciInstruction.Pciwb barrier -> refuse(QemuRules.MIO, OPERATION);
      case PciInstruction.Rpcit call -> controls.rpcit(call);
      case PciInstruction.Mpcifc call -> controls.mpcifc(call);
      case PciInstruction.Stpcifc call -> controls.stpcifc(call);
      case PciInstruction.Sic call -> controls.sic(call);
    };
  }

  private int checkSingle(QemuRules.Single rules, int issue, long request) {
    if (Issue.isMio(issue)) {
      return refuse(QemuRules.MIO, OPERATION);
    }
    if (Issue.isProblemState(issue)) {
      return refuse(rules.privileged(), PRIVILEGED);
    }
    if (Issue.isOddPair(issue)) {
      return refuse(rules.oddPair(), SPECIFICATION);
    }
    int given = Request.handle(request);
    if (!FunctionHandle.enabled(given)) {
      return refuse(rules.notEnabled(), Outcome.INVALID_HANDLE);
    }
    if (given != function.handle()) {
      return refuse(rules.unknownHandle(), Outcome.INVALID_HANDLE);
    }
    if (function.state().refusesAccess()) {
      return refuse(rules.state(), BLOCKED);
    }
    return Outcome.OK;
  }

  private int loadBar(int space, long offset, int length, Register loaded) {
    QemuRules.Single rules = QemuRules.PCILG;
    if (length == 0 || length > STEP - (offset & (STEP - 1))) {
      return refuse(rules.length(), OPERAND);
    }
    if (loadOperation != null) {
      return loadOperation.load(space, offset, length, loaded);
    }
    BarRegion region = choose(rules, space, offset, length);
    if (region == null) {
      return OPERAND;
    }
    int size = MemoryCore.accessSize(length);
    long address = offset - region.start();
    loaded.set(MemoryCore.read(region, address, size, ByteOrder.BIG_ENDIAN));
    return Outcome.OK;
  }

  private int storeBar(int space, long offset, int length, long value) {
    QemuRules.Single rules = QemuRules.PCISTG;
    if (length == 0 || length > STEP - (offset & (STEP - 1))) {
      return refuse(rules.length(), OPERAND);
    }
    BarRegion region = choose(rules, space, offset, length);
    if (region == null) {
      return OPERAND;
    }
    int size = MemoryCore.accessSize(length);
    long address = offset - region.start();
    bars.tellDropped(region);
    MemoryCore.write(region, address, size, value, ByteOrder.BIG_ENDIAN);
    return Outcome.OK;
  }

  /** The region of a single access; null, with its rule told, where the access is refused. */
  private @Nullable BarRegion choose(QemuRules.Single rules, int space, long offset, int length) {
    BarRegion region = bars.choose(space, offset, length, rules.absentBar(), rules.beyondBar());
    if (region == null
        || MemoryCore.accepts(region, offset - region.start(), MemoryCore.accessSize(length))) {
      return region;
    }
    tap.broken(rules.refused());
    return null;
  }

  private int refuse(Rule rule, int outcome) {
    tap.broken(rule);
    return outcome;
  }
}
