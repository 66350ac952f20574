package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.trace.TappedInstructions;

/**
 * The machine under everything: its firmware and the functions plugged into it, with a tap at each
 * boundary.
 */
public final class HostMachine {
  private final Stack stack;
  private final Tap tap;
  private final Firmware firmware;
  private final PciInstructions instructions;
  private int plugged;

  /** A machine of {@code stack} with nothing plugged, seen by {@code tap}. */
  public HostMachine(Stack stack, Tap tap) {
    this.stack = stack;
    this.tap = tap;
    this.firmware = new Firmware(FirmwareRules.DEFAULT.withMio(stack.mio()), tap);
    this.instructions = new TappedInstructions(firmware, Hand.FIRMWARE, tap);
  }

  /** Plugs and enables {@code function}; the answer is what a route needs of the host. */
  public Below plug(PciFunction function) {
    PciFunction tapped = new TappedFunction(function, tap);
    plugged++;
    FunctionEntry entry = firmware.plug(tapped, plugged, plugged);
    entry.enable();
    return new Below(instructions, entry.handle(), entry.mioAddresses(), tapped);
  }

  /** What routes may depend on, for a function of {@code facts}. */
  public Facts facts(FunctionFacts facts) {
    return new Facts(
        stack.qemu(),
        stack.host(),
        stack.hostOrder(),
        stack.mio(),
        stack.nullMappingSucceeds(),
        facts,
        tap);
  }

  /** The firmware, for tests and for faults. */
  public Firmware firmware() {
    return firmware;
  }
}
