package io.zpci.vmm;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.firmware.FunctionControls;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/**
 * RPCIT, MPCIFC, STPCIFC and SIC as QEMU executes them for its one function. The checks are those of
 * {@link FunctionControls}; what is QEMU's own is the account of vfio mappings, which decides how
 * RPCIT ends. Source: spec zpci 4.4 to 4.7; spec passthrough e.2.
 */
final class ControlInterception {
  private static final int EXHAUSTED = Outcome.error(Status.INSUF_RES);

  private final FunctionControls controls;
  private final PassthroughFunction function;
  private final Tap tap;

  ControlInterception(PassthroughFunction function, Tap tap) {
    this.controls = new FunctionControls(QemuControlChecks.CONTROLS, tap);
    this.function = function;
    this.tap = tap;
  }

  /**
   * RPCIT. Once the container has nothing left it ends with status 16, even where every page of the
   * range found its place: QEMU looks at the account and not at what it did. Both ends are counted.
   */
  int rpcit(PciInstruction.Rpcit call) {
    VfioMappings mappings = function.mappings();
    mappings.begin();
    int outcome = controls.refresh(call, withHandle(Request.handle(call.request())));
    if (outcome == Outcome.OK && call.length() != 0 && mappings.available() == 0) {
      tap.broken(QemuControlChecks.RPCIT.exhausted());
      outcome = EXHAUSTED;
    }
    if (outcome == Outcome.OK || outcome == EXHAUSTED) {
      function.measurement().refresh();
    }
    return outcome;
  }

  int mpcifc(PciInstruction.Mpcifc call) {
    function.mappings().begin();
    return controls.modify(call, withHandle(Request.handle(call.request())));
  }

  int stpcifc(PciInstruction.Stpcifc call) {
    int index = FunctionHandle.index(Request.handle(call.request().get()));
    boolean known = index == FunctionHandle.index(function.handle());
    return controls.store(call, known ? function : null);
  }

  int sic(PciInstruction.Sic call) {
    return controls.control(call, function.guest().interruption());
  }

  private @Nullable PassthroughFunction withHandle(int handle) {
    return handle == function.handle() ? function : null;
  }
}
