package io.zpci.firmware;

import io.zpci.arch.Fib;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.InterruptionControls;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Pec;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.dma.DmaSpace;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/**
 * RPCIT, MPCIFC, STPCIFC and SIC: every check in QEMU's order, which is also the machine's here
 * (what hardware does is unverified). Whoever executes them looks the function up and names its
 * checks by {@link ControlRules}. A refused instruction has changed nothing, but where a method
 * says otherwise. Source: spec zpci 4.4 to 4.7, 6; spec passthrough e.2.
 */
public final class FunctionControls {
  private static final int BLOCK_ALIGNMENT = 8;
  private static final int OPERATION_MASK = 0xff;
  private static final int SIC_OPERATION_MASK = 0xffff;
  private static final int ISC_MASK = 7;
  private static final long ENABLE_BIT = 1L << 63;

  private final ControlRules rules;
  private final Tap tap;

  /** Controls whose broken checks are told to {@code tap}. */
  public FunctionControls(ControlRules rules, Tap tap) {
    this.rules = rules;
    this.tap = tap;
  }

  /**
   * RPCIT. What the refresh finds wrong puts the function into error; see {@link DmaSpace#refresh}.
   *
   * @param function the function with the handle given, null where there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int refresh(PciInstruction.Rpcit call, @Nullable ControlledFunction function) {
    ControlRules.Rpcit checks = rules.rpcit();
    if (Issue.isProblemState(call.issue())) {
      return refuse(checks.privileged(), ProgramInterruption.PRIVILEGED_OPERATION);
    }
    if (Issue.isOddPair(call.issue())) {
      return refuse(checks.pair(), ProgramInterruption.SPECIFICATION);
    }
    if (function == null || !isInUse(function.state())) {
      return invalidHandle(checks.handle());
    }
    if (function.state() == FunctionState.ERROR) {
      return refuse(checks.error(), Status.FUNC_NOT_AVAIL);
    }
    DmaSpace dma = function.dma();
    if (dma.iota() == 0) {
      function.failed(Pec.INVALID_AS, call.start());
      return refuse(checks.addressSpace(), Status.FUNC_IN_ERR);
    }
    return switch (dma.refresh(call.start(), call.length())) {
      case 0 -> Outcome.OK;
      case DmaSpace.EXHAUSTED -> refuse(checks.exhausted(), Status.INSUF_RES);
      case Pec.INVALID_AS -> refuse(checks.addressSpace(), Status.FUNC_IN_ERR);
      case Pec.OUT_OF_RANGE -> refuse(checks.range(), Status.FUNC_IN_ERR);
      default -> refuse(checks.walk(), Status.FUNC_IN_ERR);
    };
  }

  /**
   * MPCIFC. A reregistration that is refused for its anchor has deregistered the old one, and a bad
   * measurement block has ended the measurement: both as in QEMU.
   *
   * @param function the function with the handle given, null where there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int modify(PciInstruction.Mpcifc call, @Nullable ControlledFunction function) {
    ControlRules.Mpcifc checks = rules.mpcifc();
    if (Issue.isProblemState(call.issue())) {
      return refuse(checks.privileged(), ProgramInterruption.PRIVILEGED_OPERATION);
    }
    if (call.fib() % BLOCK_ALIGNMENT != 0) {
      return refuse(checks.alignment(), ProgramInterruption.SPECIFICATION);
    }
    if (function == null || !isInUse(function.state())) {
      return invalidHandle(checks.handle());
    }
    GuestStorage storage = call.storage();
    if (!storage.contains(call.fib(), Fib.SIZE)) {
      return refuse(checks.storage(), ProgramInterruption.ADDRESSING);
    }
    if (storage.getByte(call.fib() + Fib.FORMAT) != 0) {
      return refuse(checks.format(), ProgramInterruption.OPERAND);
    }
    return switch (Request.length(call.request()) & OPERATION_MASK) {
      case Fib.REG_INT -> registerInterrupts(call, function);
      case Fib.DEREG_INT -> deregisterInterrupts(function);
      case Fib.REG_IOAT, Fib.DEREG_IOAT, Fib.REREG_IOAT -> translation(call, function);
      case Fib.RESET_ERROR -> inSequence(function.resetError());
      case Fib.RESET_BLOCK -> inSequence(function.resetBlock());
      case Fib.SET_MEASURE -> measure(call, function);
      default -> refuse(checks.operation(), ProgramInterruption.OPERAND);
    };
  }

  private int registerInterrupts(PciInstruction.Mpcifc call, ControlledFunction function) {
    if (function.interruptsRegistered()) {
      return inSequence(false);
    }
    InterruptRegistration registration = InterruptRegistration.decode(call.storage(), call.fib());
    int status = function.registerInterrupts(call.storage(), registration);
    return status == 0 ? Outcome.OK : refuse(rules.mpcifc().indicators(), status);
  }

  private int deregisterInterrupts(ControlledFunction function) {
    if (!function.interruptsRegistered()) {
      return inSequence(false);
    }
    int status = function.deregisterInterrupts();
    return status == 0 ? Outcome.OK : refuse(rules.mpcifc().indicators(), status);
  }

  /** The three operations on the anchor. */
  private int translation(PciInstruction.Mpcifc call, ControlledFunction function) {
    if (Request.space(call.request()) != 0) {
      return refuse(rules.mpcifc().dmaSpace(), Status.DMA_AS_NOT_ENABLED);
    }
    int operation = Request.length(call.request()) & OPERATION_MASK;
    DmaSpace dma = function.dma();
    if (dma.registered() != (operation != Fib.REG_IOAT)) {
      return inSequence(false);
    }
    if (operation != Fib.REG_IOAT) {
      dma.deregister();
    }
    return operation == Fib.DEREG_IOAT ? Outcome.OK : register(call, dma);
  }

  private int register(PciInstruction.Mpcifc call, DmaSpace dma) {
    GuestStorage storage = call.storage();
    long pba = storage.getLong(call.fib() + Fib.PBA);
    long pal = storage.getLong(call.fib() + Fib.PAL);
    long iota = storage.getLong(call.fib() + Fib.IOTA);
    if (!dma.accepts(pba, pal, iota)) {
      return refuse(rules.mpcifc().anchor(), ProgramInterruption.OPERAND);
    }
    dma.register(storage, pba, pal, iota);
    return Outcome.OK;
  }

  /** A bad address leaves the status byte as it was. */
  private int measure(PciInstruction.Mpcifc call, ControlledFunction function) {
    long address = call.storage().getLong(call.fib() + Fib.FMB);
    if (address % MeasurementBlock.ALIGNMENT != 0) {
      function.failed(Pec.MEASUREMENT_PROTECTION, address);
      function.measure(call.storage(), 0);
      return refuse(rules.mpcifc().measurement(), Request.status(call.request()));
    }
    function.measure(call.storage(), address);
    return Outcome.OK;
  }

  private int inSequence(boolean done) {
    return done ? Outcome.OK : refuse(rules.mpcifc().sequence(), Status.FUNC_ALREADY_ENABLED);
  }

  /**
   * STPCIFC.
   *
   * @param function the function with the index given, whatever the handle's other bits, null where
   *     there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int store(PciInstruction.Stpcifc call, @Nullable ControlledFunction function) {
    ControlRules.Stpcifc checks = rules.stpcifc();
    long request = call.request().get();
    if (Issue.isProblemState(call.issue())) {
      return refuse(checks.privileged(), ProgramInterruption.PRIVILEGED_OPERATION);
    }
    if (Request.space(request) != 0) {
      return refuse(checks.dmaSpace(), Status.DMA_AS_NOT_ENABLED);
    }
    if (call.fib() % BLOCK_ALIGNMENT != 0) {
      return refuse(checks.alignment(), ProgramInterruption.SPECIFICATION);
    }
    boolean enabled = FunctionHandle.enabled(Request.handle(request));
    if (function == null || !answers(function.state(), enabled)) {
      return invalidHandle(checks.handle());
    }
    if (function.state() == FunctionState.PERMANENT_ERROR) {
      return refuse(checks.permanentError(), Status.FUNC_IN_ERR);
    }
    if (!call.storage().contains(call.fib(), Fib.SIZE)) {
      return refuse(checks.storage(), ProgramInterruption.ADDRESSING);
    }
    clear(call.storage(), call.fib());
    if (function.state().enabled()) {
      describe(function, call.storage(), call.fib());
      call.request().set(request | ENABLE_BIT);
    }
    return Outcome.OK;
  }

  /** Whether a function in {@code state} has an answer to a handle that says {@code enabled}. */
  private static boolean answers(FunctionState state, boolean enabled) {
    return switch (state) {
      case RESERVED, STANDBY -> false;
      case DISABLED -> !enabled;
      case ENABLED, ERROR, BLOCKED, PERMANENT_ERROR -> true;
    };
  }

  private static void clear(GuestStorage storage, long fib) {
    for (int at = 0; at < Fib.SIZE; at += Long.BYTES) {
      storage.putLong(fib + at, 0);
    }
  }

  private static void describe(ControlledFunction function, GuestStorage storage, long fib) {
    DmaSpace dma = function.dma();
    int controls = controls(function.state()) | (dma.registered() ? Fib.CONTROL_DMA : 0);
    storage.putByte(fib + Fib.CONTROLS, controls);
    storage.putLong(fib + Fib.PBA, dma.pba());
    storage.putLong(fib + Fib.PAL, dma.pal());
    storage.putLong(fib + Fib.IOTA, dma.iota());
    function.interrupts().encode(storage, fib);
    storage.putLong(fib + Fib.FMB, function.measurementBlock());
  }

  /** What QEMU calls blocked reads as Linux's error bit alone. */
  private static int controls(FunctionState state) {
    return switch (state) {
      case RESERVED, STANDBY, DISABLED, PERMANENT_ERROR -> 0;
      case ENABLED -> Fib.CONTROL_ENABLED;
      case BLOCKED -> Fib.CONTROL_ENABLED | Fib.CONTROL_ERROR;
      case ERROR -> Fib.CONTROL_ENABLED | Fib.CONTROL_ERROR | Fib.CONTROL_BLOCKED;
    };
  }

  /**
   * SIC; an {@link io.zpci.arch.Outcome}, of which only an exception means anything. The
   * information block of the operations that {@code interruption} knows is not looked at.
   */
  public int control(PciInstruction.Sic call, AdapterInterruption interruption) {
    ControlRules.Sic checks = rules.sic();
    if (Issue.isProblemState(call.issue())) {
      return refuse(checks.privileged(), ProgramInterruption.PRIVILEGED_OPERATION);
    }
    int operation = call.operation() & SIC_OPERATION_MASK;
    int isc = (int) (call.isc() >>> InterruptionControls.ISC_SHIFT) & ISC_MASK;
    if (interruption.control(operation, isc)) {
      return Outcome.OK;
    }
    boolean known =
        operation == InterruptionControls.ALL || operation == InterruptionControls.SINGLE;
    return known
        ? refuse(checks.suppression(), ProgramInterruption.OPERATION)
        : refuse(checks.operation(), ProgramInterruption.OPERAND);
  }

  /** Whether RPCIT and MPCIFC find a function in {@code state}. */
  private static boolean isInUse(FunctionState state) {
    return state.enabled() && state != FunctionState.PERMANENT_ERROR;
  }

  private int invalidHandle(Rule rule) {
    tap.broken(rule);
    return Outcome.INVALID_HANDLE;
  }

  private int refuse(Rule rule, ProgramInterruption interruption) {
    tap.broken(rule);
    return Outcome.exception(interruption);
  }

  private int refuse(Rule rule, int status) {
    tap.broken(rule);
    return Outcome.error(status);
  }
}
