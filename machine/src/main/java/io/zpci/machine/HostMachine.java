package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.PciInstructions;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.ism.IsmFunction;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.trace.TappedInstructions;
import java.util.IdentityHashMap;

/**
 * The machine under everything: its firmware and the functions plugged into it, with a tap at each
 * boundary.
 */
public final class HostMachine {
  /** COMMAND as a register image: its low byte comes first. */
  private static final long MEMORY_AND_MASTER =
      Integer.toUnsignedLong(ConfigSpace.COMMAND_MEMORY | ConfigSpace.COMMAND_BUS_MASTER) << 8;

  private final Stack stack;
  private final Tap tap;
  private final Firmware firmware;
  private final PciInstructions instructions;
  private final IdentityHashMap<PciFunction, FunctionEntry> entries = new IdentityHashMap<>();

  /** A machine of {@code stack} with nothing plugged, seen by {@code tap}. */
  public HostMachine(Stack stack, Tap tap) {
    this.stack = stack;
    this.tap = tap;
    this.firmware = new Firmware(FirmwareRules.DEFAULT.withMio(stack.mio()), tap);
    this.instructions = new TappedInstructions(firmware, Hand.FIRMWARE, tap);
  }

  /**
   * Plugs and enables {@code function}, with memory space and bus master on as a driver's probe
   * leaves it; an ISM function that goes into error takes its handle along. The answer is what a
   * route needs of the host.
   */
  public Below plug(PciFunction function) {
    PciFunction tapped = new TappedFunction(function, tap);
    int id = entries.size() + 1;
    FunctionEntry entry = firmware.plug(tapped, id, id);
    entry.enable();
    entries.put(function, entry);
    enableMemory(function);
    if (function instanceof IsmFunction ism) {
      ism.errorState((pec, address) -> entry.error());
    }
    return new Below(
        instructions,
        entry.handle(),
        entry.mioAddresses(),
        tapped,
        entry,
        firmware.interruption(),
        () -> {
          throw new UnsupportedOperationException("kernel");
        });
  }

  /**
   * Resets {@code function}, which is plugged: it leaves the error state, and memory space and bus
   * master are on again. Its handle stays.
   */
  public void reset(PciFunction function) {
    function.reset();
    FunctionEntry entry = entries.get(function);
    if (entry != null) {
      entry.resetError();
    }
    enableMemory(function);
  }

  private static void enableMemory(PciFunction function) {
    function.store(AddressSpace.CONFIG, ConfigSpace.COMMAND, 2, MEMORY_AND_MASTER);
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
