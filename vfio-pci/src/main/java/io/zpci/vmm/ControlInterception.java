package io.zpci.vmm;

import io.zpci.arch.Fib;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.firmware.FunctionControls;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/**
 * RPCIT, MPCIFC, STPCIFC and SIC as QEMU executes them for its one function. The checks are those
 * of {@link FunctionControls} under QEMU's names. Source: spec zpci 4.4 to 4.7; spec passthrough
 * e.2.
 */
final class ControlInterception {
  private static final int EXHAUSTED = Outcome.error(Status.INSUF_RES);
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int OPERATION_MASK = 0xff;

  private final FunctionControls controls;
  private final PassthroughFunction function;
  private final boolean kvm;
  private final Tap tap;

  /**
   * @param kvm whether the guest runs under KVM
   */
  ControlInterception(PassthroughFunction function, boolean kvm, Tap tap) {
    this.controls = new FunctionControls(QemuControlChecks.CONTROLS, tap);
    this.function = function;
    this.kvm = kvm;
    this.tap = tap;
  }

  /** RPCIT; counted too where it ends for want of mappings. */
  int rpcit(PciInstruction.Rpcit call) {
    int outcome = controls.refresh(call, withHandle(Request.handle(call.request())));
    if (outcome == Outcome.OK || outcome == EXHAUSTED) {
      function.measurement().refresh();
    }
    return outcome;
  }

  int mpcifc(PciInstruction.Mpcifc call) {
    int outcome = controls.modify(call, withHandle(Request.handle(call.request())));
    function.mapDirectly();
    if (kvm && outcome == OPERAND && registersAnchor(call)) {
      tap.broken(QemuControlChecks.IOAT_BOTH);
    }
    return outcome;
  }

  int stpcifc(PciInstruction.Stpcifc call) {
    int index = FunctionHandle.index(Request.handle(call.request().get()));
    boolean known = index == FunctionHandle.index(function.handle());
    return controls.store(call, known ? function : null);
  }

  int sic(PciInstruction.Sic call) {
    return controls.control(call, function.guest().interruption());
  }

  /** Whether an operand exception of {@code call} can only be its anchor's. */
  private static boolean registersAnchor(PciInstruction.Mpcifc call) {
    int operation = Request.length(call.request()) & OPERATION_MASK;
    return (operation == Fib.REG_IOAT || operation == Fib.REREG_IOAT)
        && call.storage().getByte(call.fib() + Fib.FORMAT) == 0;
  }

  private @Nullable PassthroughFunction withHandle(int handle) {
    return handle == function.handle() ? function : null;
  }
}
