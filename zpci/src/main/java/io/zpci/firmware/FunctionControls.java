package io.zpci.firmware;

import io.zpci.arch.PciInstruction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/**
 * RPCIT, MPCIFC, STPCIFC and SIC: every check in QEMU's order, which is also the machine's here
 * (what hardware does is unverified). Whoever executes them looks the function up and names its
 * checks by {@link ControlRules}. Source: spec zpci 4.4 to 4.7, 6; spec passthrough e.2.
 */
public final class FunctionControls {
  /** Controls whose broken checks are told to {@code tap}. */
  public FunctionControls(ControlRules rules, Tap tap) {
    throw new UnsupportedOperationException("FunctionControls");
  }

  /**
   * RPCIT.
   *
   * @param function the function with the handle given, null where there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int refresh(PciInstruction.Rpcit call, @Nullable ControlledFunction function) {
    throw new UnsupportedOperationException("refresh");
  }

  /**
   * MPCIFC.
   *
   * @param function the function with the handle given, null where there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int modify(PciInstruction.Mpcifc call, @Nullable ControlledFunction function) {
    throw new UnsupportedOperationException("modify");
  }

  /**
   * STPCIFC.
   *
   * @param function the function with the index given, whatever the handle's other bits, null where
   *     there is none
   * @return an {@link io.zpci.arch.Outcome}
   */
  public int store(PciInstruction.Stpcifc call, @Nullable ControlledFunction function) {
    throw new UnsupportedOperationException("store");
  }

  /** SIC; an {@link io.zpci.arch.Outcome}, of which only an exception means anything. */
  public int control(PciInstruction.Sic call, AdapterInterruption interruption) {
    throw new UnsupportedOperationException("control");
  }
}
