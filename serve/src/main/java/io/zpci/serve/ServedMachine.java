package io.zpci.serve;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.DmbeMask;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.PeerNotices;
import io.zpci.ism.Reactions;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.trace.TappedInstructions;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A machine whose functions are served to real VMMs, each to one of its own: firmware, a fabric in
 * which its ISM functions reach each other, and one lock under which everything happens.
 *
 * <p>A function is plugged and enabled when it is added, and never disabled. Memory space and bus
 * master are off until a guest's driver switches them on. Whoever looks at a function from outside,
 * or makes it do something by itself, takes {@link #lock}; tap and events are called under it, on
 * the thread of whichever socket or CPU caused what they are told.
 */
public final class ServedMachine {
  /** The fabric's PCHID: what QEMU shows its guests for every function that it emulates. */
  static final int PCHID = 0;

  /** Whom the fabric tells that a function is gone. */
  static final PeerNotices NOTICES = PeerNotices.DEVICE;

  private final Tap tap;
  private final Lock lock = new ReentrantLock();
  private final Fabric fabric;
  private final Firmware firmware;
  private final PciInstructions instructions;
  private int functions;

  /**
   * A machine with nothing plugged. Its firmware checks what {@link FirmwareRules#DEFAULT} says.
   *
   * @param tap sees what crosses firmware and functions
   * @param events sees what ISM functions do inside
   * @param time what stands in an event's time field
   */
  public ServedMachine(Tap tap, IsmEvents events, LongSupplier time) {
    this.tap = tap;
    this.fabric = new Fabric(PCHID, DmbeMask.ROTATED, NOTICES, events, time);
    this.firmware = new Firmware(FirmwareRules.DEFAULT, tap);
    this.instructions = new TappedInstructions(firmware, Hand.FIRMWARE, tap);
  }

  /** The lock; a thread that has it may take it again. */
  public Lock lock() {
    return lock;
  }

  /** The fabric of the ISM functions. */
  public Fabric fabric() {
    return fabric;
  }

  /** The firmware. */
  public Firmware firmware() {
    return firmware;
  }

  /**
   * Another ISM function: with MSI and MSI-X, for QEMU insists on the one and the driver on the
   * other. It takes blocks of up to 4096 bytes, whatever the VMM tells its guest.
   *
   * @param guestHandle as {@link ServedFunction} has it
   * @throws IllegalArgumentException where the GID is taken
   */
  public ServedFunction ism(long gid, OptionalInt guestHandle, FunctionEvents events) {
    lock.lock();
    try {
      IsmFunction function = fabric.add(gid, IsmFacts.served(PCHID), Reactions.DEFAULT, tap);
      ServedFunction served = serve(function, guestHandle, events);
      function.errorState(served.entry()::failed);
      return served;
    } finally {
      lock.unlock();
    }
  }

  /** Another memory device. */
  public ServedFunction memory(OptionalInt guestHandle, FunctionEvents events) {
    return serve(MemoryFunction.memory(), guestHandle, events);
  }

  /**
   * Any other function, which nobody has connected yet.
   *
   * @param guestHandle as {@link ServedFunction} has it
   */
  public ServedFunction serve(
      PciFunction function, OptionalInt guestHandle, FunctionEvents events) {
    lock.lock();
    try {
      PciFunction plugged = new TappedFunction(function, tap);
      functions++;
      FunctionEntry entry = firmware.plug(plugged, functions, functions);
      boolean _ = entry.enable();
      ServedFunction served =
          new ServedFunction(instructions, entry, function, guestHandle, lock, events);
      plugged.connect(served.dma(), served.msi());
      return served;
    } finally {
      lock.unlock();
    }
  }
}
