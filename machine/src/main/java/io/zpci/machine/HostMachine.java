package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.ErrorEvent;
import io.zpci.arch.PciInstructions;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxKernel;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.trace.TappedInstructions;
import java.lang.foreign.Arena;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * The machine under everything, one partition of it: its firmware and the functions plugged into
 * it, its storage, the facility where its operating system takes interruptions, and the host's
 * kernel, with a tap at each boundary. On a route without a VMM the guest is the partition's
 * operating system, and no host's kernel is ever booted.
 *
 * <p>Storage and kernel are made when they are first asked for. A CPU of the host is always free:
 * once its kernel is booted, an interruption is taken by whoever causes it, before the call that
 * caused it returns.
 */
public final class HostMachine {
  /** COMMAND as a register image: its low byte comes first. */
  private static final long MEMORY_AND_MASTER =
      Integer.toUnsignedLong(ConfigSpace.COMMAND_MEMORY | ConfigSpace.COMMAND_BUS_MASTER) << 8;

  private final Stack stack;
  private final Tap tap;
  private final Between between;
  private final HostStorage storage;
  private final HostCpu cpu = new HostCpu();
  private final Firmware firmware;
  private final PciInstructions instructions;
  private final IdentityHashMap<PciFunction, FunctionEntry> entries = new IdentityHashMap<>();

  /**
   * A machine of {@code stack} with nothing plugged and no room for guests, seen by {@code tap}.
   */
  public HostMachine(Stack stack, Tap tap) {
    this(stack, tap, Arena.ofAuto(), 0);
  }

  /**
   * A machine of {@code stack} with nothing plugged, seen by {@code tap}.
   *
   * @param arena where its storage is allocated
   * @param guests bytes of storage for guests, all of them together
   */
  public HostMachine(Stack stack, Tap tap, Arena arena, long guests) {
    this(stack, tap, arena, guests, Between.NOTHING);
  }

  /**
   * A machine of {@code stack} with nothing plugged, seen by {@code tap}.
   *
   * @param arena where its storage is allocated
   * @param guests bytes of storage for guests, all of them together
   * @param between what stands above its firmware and above its functions
   */
  public HostMachine(Stack stack, Tap tap, Arena arena, long guests, Between between) {
    this.stack = stack;
    this.tap = tap;
    this.between = between;
    this.storage = new HostStorage(arena, guests);
    FirmwareRules rules = FirmwareRules.DEFAULT.withMio(stack.mio());
    AdapterInterruption facility =
        new FloatingInterruption(rules.suppression(), cpu::takeInterruptions);
    this.firmware = new Firmware(rules, facility, tap);
    this.instructions = between.host(new TappedInstructions(firmware, Hand.FIRMWARE, tap), tap);
  }

  /**
   * Plugs and enables {@code function}, with memory space and bus master on as a driver's probe
   * leaves it; an ISM function that goes into error takes its handle along. The answer is what a
   * route needs of the host.
   */
  public Below plug(PciFunction function) {
    PciFunction tapped = between.function(new TappedFunction(function, tap), tap);
    int id = entries.size() + 1;
    FunctionEntry entry = firmware.plug(tapped, id, id);
    entry.enable();
    entries.put(function, entry);
    enableMemory(function);
    if (function instanceof IsmFunction ism) {
      ism.errorState(entry::failed);
    }
    between.plugged(function, entry);
    return new Below(
        instructions,
        entry.handle(),
        entry.mioAddresses(),
        tapped,
        entry,
        firmware.interruption(),
        this::kernel);
  }

  /**
   * A guest whose storage is a piece of this machine's.
   *
   * @param size bytes, rounded up to a page
   * @param interruption where its CPUs take interruptions
   * @throws IllegalArgumentException where the machine has no such room left
   */
  public Guest guest(long size, AdapterInterruption interruption) {
    return guest(size, interruption, _ -> {});
  }

  /** The same, and {@code events} is told of each error event that a VMM makes for the guest. */
  public Guest guest(long size, AdapterInterruption interruption, Consumer<ErrorEvent> events) {
    long origin = storage.carve(size);
    return new Guest(storage.piece(origin, size), origin, interruption, events);
  }

  /**
   * The host's kernel, booted at the first call: in the storage below every guest's, on a CPU that
   * takes interruptions from now on.
   */
  public LinuxKernel kernel() {
    LinuxKernel booted = cpu.kernel();
    if (booted == null) {
      booted =
          new LinuxKernel(
              stack.host(),
              instructions,
              firmware.interruption(),
              storage.whole(),
              HostStorage.KERNEL,
              tap);
      cpu.run(booted);
    }
    return booted;
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

  /**
   * Who fetches the machine's error events from now on: the partition's operating system, which on
   * a route without a VMM is the guest's. A host's kernel that gave its function to a guest or a
   * process is told as well as any, and recovers nothing (spec zpci 13.5): it has no part here.
   */
  public void errorEvents(Consumer<ErrorEvent> listener) {
    firmware.errorEvents(listener);
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

  /**
   * {@code function} in the machine's table.
   *
   * @throws IllegalArgumentException where it is not plugged
   */
  FunctionEntry entry(PciFunction function) {
    FunctionEntry entry = entries.get(function);
    if (entry == null) {
      throw new IllegalArgumentException("such a function is not plugged");
    }
    return entry;
  }

  /** The firmware, for tests and for faults. */
  public Firmware firmware() {
    return firmware;
  }
}
