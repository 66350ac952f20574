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
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.QemuVersion.Acceptance;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's interception of PCI instructions, for one function behind a vfio device: every check in
 * QEMU's order, the choice of the memory region, the cutting into accesses of at most 8 bytes. Each
 * check that bites is told to the tap as one of {@link QemuRules}. Source: spec passthrough e, spec
 * zpci 4.1 to 4.3.
 *
 * <p>Guarantees: a refused instruction has touched nothing; a block's storage operand is read whole
 * before anything is written; pieces go down in ascending order; what fails below leaves cc 0, and
 * a load then gives all ones. Not thread safe: one instance is one QEMU with its lock.
 */
public final class Interception implements PciInstructions {
  private static final int SPACE_MASK = 0xf;
  private static final int LENGTH_MASK = 0xf;
  private static final int STEP = 8;
  private static final int PAGE = 4096;
  private static final int QEMU_BUFFER = 128;

  private static final int OPERATION = Outcome.exception(ProgramInterruption.OPERATION);
  private static final int PRIVILEGED = Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION);
  private static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);
  private static final int BLOCKED = Outcome.error(Status.BLOCKED);
  private static final int INVALID_SPACE = Outcome.error(Status.INVAL_AS);

  private final QemuVersion version;
  private final ByteOrder hostOrder;
  private final int maxStoreBlock;
  private final @Nullable BlockOperation blockOperation;
  private final @Nullable LoadOperation loadOperation;
  private final boolean slotsInHostOrder;
  private final Tap tap;
  private final BarMap bars;
  private final ConfigAccess config;
  private final ClpInterception clp;
  private final MemorySegment block;

  private FunctionState state;
  private int handle;
  private long loads;
  private long stores;
  private long blocks;

  /**
   * As the constructor with all parameters, with {@link GuestConfig#of(FunctionFacts)} and default
   * properties.
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
        tap,
        options);
  }

  /**
   * The function behind {@code device}.
   *
   * @param hostOrder byte order of QEMU's host
   * @param facts the function as the guest sees it
   * @param config which configuration bits are QEMU's
   * @param properties what CLP tells of the function beside {@code facts}
   * @param handle the guest's handle; its enable bit decides the first state, ENABLED or DISABLED
   * @param maxStoreBlock the group's maxstbl in bytes
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
      Tap tap,
      InterceptionOptions options) {
    this.version = version;
    this.hostOrder = hostOrder;
    this.maxStoreBlock = maxStoreBlock;
    boolean relaxed = facts.blockClass() == BlockClass.RELAXED;
    this.blockOperation = relaxed ? options.block() : null;
    this.loadOperation = relaxed ? options.load() : null;
    this.slotsInHostOrder = !version.piecesReversed() && hostOrder == ByteOrder.LITTLE_ENDIAN;
    this.tap = tap;
    Arena arena = Arena.ofAuto();
    MemorySegment scratch = arena.allocate(STEP, STEP);
    this.config = new ConfigAccess(config, device.region(VfioDevice.CONFIG_REGION), scratch, tap);
    this.block = arena.allocate(Math.max(maxStoreBlock, STEP), STEP);
    this.bars = new BarMap(version, device, facts, options, scratch, tap);
    this.handle = handle;
    this.state = FunctionHandle.enabled(handle) ? FunctionState.ENABLED : FunctionState.DISABLED;
    this.clp =
        new ClpInterception(
            version, facts, config, properties, maxStoreBlock, blockOperation != null, tap);
  }

  /** The state of the function. */
  public FunctionState state() {
    return state;
  }

  /** Puts the function into {@code newState}; the enable bit of its handle follows. */
  public void state(FunctionState newState) {
    state = newState;
    handle = newState.enabled() ? handle | FunctionHandle.ENABLE : handle & ~FunctionHandle.ENABLE;
  }

  /** The function's handle as the guest knows it now. */
  public int handle() {
    return handle;
  }

  /** QEMU's own MSI-X table; null where none lies over a BAR. */
  public @Nullable MsixTable msixTable() {
    return bars.table();
  }

  /** Loads counted for the function measurement block: those that ended with cc 0. */
  public long loads() {
    return loads;
  }

  /** Stores counted for the function measurement block: those that ended with cc 0. */
  public long stores() {
    return stores;
  }

  /** Blocks counted for the function measurement block: those that ended with cc 0. */
  public long blocks() {
    return blocks;
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
      loads++;
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
      stores++;
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
    if (given != handle) {
      return refuse(QemuRules.PCISTB_UNKNOWN_HANDLE, Outcome.INVALID_HANDLE);
    }
    if (state.refusesAccess()) {
      return refuse(QemuRules.PCISTB_STATE, BLOCKED);
    }
    int space = Request.space(request) & SPACE_MASK;
    if (!AddressSpace.isBar(space)) {
      return refuse(QemuRules.PCISTB_SPACE, INVALID_SPACE);
    }
    int length = Request.length(request) & version.pcistbLengthMask();
    int outcome =
        blockOperation == null
            ? strictBlock(space, address, length, storage, storageAddress)
            : relaxedBlock(blockOperation, space, address, length, storage, storageAddress);
    if (outcome == Outcome.OK) {
      blocks++;
    }
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return switch (instruction) {
      case PciInstruction.Clp call -> clp.execute(call, this);
      case PciInstruction.Pciwb barrier -> refuse(QemuRules.MIO, OPERATION);
      case PciInstruction.Rpcit _,
          PciInstruction.Mpcifc _,
          PciInstruction.Stpcifc _,
          PciInstruction.Sic _ ->
          throw new UnsupportedOperationException("execute");
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
    if (given != handle) {
      return refuse(rules.unknownHandle(), Outcome.INVALID_HANDLE);
    }
    if (state.refusesAccess()) {
      return refuse(rules.state(), BLOCKED);
    }
    return Outcome.OK;
  }

  private int checkStrict(long offset, int length, long storageAddress) {
    if ((offset & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_OFFSET, SPECIFICATION);
    }
    if (length <= STEP || (length & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_LENGTH, SPECIFICATION);
    }
    if (length > maxStoreBlock) {
      return refuse(QemuRules.PCISTB_MAXSTBL, SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(QemuRules.PCISTB_BOUNDARY, SPECIFICATION);
    }
    if ((storageAddress & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_STORAGE, SPECIFICATION);
    }
    if (length > QEMU_BUFFER) {
      tap.broken(QemuRules.PCISTB_BUFFER);
    }
    return Outcome.OK;
  }

  private int strictBlock(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    int outcome = checkStrict(offset, length, storageAddress);
    return outcome == Outcome.OK
        ? writeBlock(space, offset, length, storage, storageAddress)
        : outcome;
  }

  private int relaxedBlock(
      BlockOperation operation,
      int space,
      long offset,
      int length,
      GuestStorage storage,
      long storageAddress) {
    if (length == 0 || length > maxStoreBlock) {
      return refuse(QemuRules.RELAXED_LENGTH, SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(QemuRules.PCISTB_BOUNDARY, SPECIFICATION);
    }
    if (!storage.contains(storageAddress, length)) {
      return refuse(QemuRules.PCISTB_OPERAND, ADDRESSING);
    }
    return operation.storeBlock(space, offset, length, storage, storageAddress);
  }

  private static boolean crossesPage(long offset, int length) {
    return (offset & (PAGE - 1)) + length > PAGE;
  }

  private int writeBlock(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    if (!bars.present(space)) {
      return refuse(absentBar(QemuRules.PCISTB_ABSENT_BAR), OPERAND);
    }
    BarRegion region = bars.holding(space, offset, length);
    if (region == null) {
      region = bars.foreign(space);
      if (region == null) {
        return refuse(QemuRules.PCISTB_BEYOND_BAR, OPERAND);
      }
      tap.broken(QemuRules.FOREIGN_OFFSET);
    }
    long address = offset - region.start();
    Rule unmet = unmetByRegion(region, address, length);
    if (unmet != null) {
      return refuse(unmet, OPERAND);
    }
    if (!storage.contains(storageAddress, length)) {
      return refuse(QemuRules.PCISTB_OPERAND, ADDRESSING);
    }
    MemorySegment.copy(storage.segment(), storage.offset(storageAddress), block, 0, length);
    tellDropped(region);
    for (int done = 0; done < length; done += STEP) {
      long image = block.get(Layouts.LONG, done);
      long slot = slotsInHostOrder ? Long.reverseBytes(image) : image;
      MemoryCore.write(region, address + done, STEP, slot, hostOrder);
    }
    return Outcome.OK;
  }

  private @Nullable Rule unmetByRegion(BarRegion region, long address, int length) {
    if (version.acceptance() == Acceptance.WHOLE_LENGTH) {
      return MemoryCore.accepts(region, address, length) ? null : QemuRules.PCISTB_WHOLE;
    }
    if ((length & (STEP - 1)) != 0) {
      return QemuRules.PCISTB_STEPS;
    }
    for (int done = 0; done < length; done += STEP) {
      if (!MemoryCore.accepts(region, address + done, STEP)) {
        return QemuRules.PCISTB_STEPS;
      }
    }
    return null;
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
    if (!MemoryCore.accepts(region, address, size)) {
      return refuse(rules.refused(), OPERAND);
    }
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
    if (!MemoryCore.accepts(region, address, size)) {
      return refuse(rules.refused(), OPERAND);
    }
    tellDropped(region);
    MemoryCore.write(region, address, size, value, ByteOrder.BIG_ENDIAN);
    return Outcome.OK;
  }

  /** The region of a single access; null, with its rule told, where there is none. */
  private @Nullable BarRegion choose(QemuRules.Single rules, int space, long offset, int length) {
    if (!bars.present(space)) {
      tap.broken(absentBar(rules.absentBar()));
      return null;
    }
    BarRegion region = bars.holding(space, offset, length);
    if (region != null) {
      return region;
    }
    region = bars.foreign(space);
    tap.broken(region == null ? rules.beyondBar() : QemuRules.FOREIGN_OFFSET);
    return region;
  }

  private Rule absentBar(Rule checked) {
    return switch (version.badRegion()) {
      case OPERAND -> checked;
      case FOREIGN_OFFSET -> QemuRules.ABSENT_BAR;
    };
  }

  private void tellDropped(BarRegion region) {
    if (region instanceof PendingBits) {
      tap.broken(QemuRules.PENDING_BITS);
    } else if (region instanceof MsixTable) {
      tap.broken(QemuRules.MSIX_TABLE);
    }
  }

  private int refuse(Rule rule, int outcome) {
    tap.broken(rule);
    return outcome;
  }
}
