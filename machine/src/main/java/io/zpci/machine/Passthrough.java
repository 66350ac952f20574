package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.vfio.VfioDevice;
import io.zpci.workload.Issued;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One function passed through to a guest, or to a process, by a route: a machine of its own, the
 * function in it, and who holds the function on the other end, with a tap at each boundary. It is
 * what a driver under test stands on.
 *
 * <p>Deterministic: no thread is started and no clock is read; interrupts wait until {@link
 * #takeInterruptions}. Nothing here is allocated on the way of an access.
 */
public final class Passthrough implements AutoCloseable {
  /** Bytes of a guest's storage where nobody asks for more. */
  public static final long STORAGE = 4 << 20;

  private final Route route;
  private final Stack stack;
  private final PciFunction function;
  private final HostMachine machine;
  private final Seat seat;
  private final Issuer issuer;

  private Passthrough(
      Route route, Stack stack, PciFunction function, HostMachine machine, Seat seat) {
    this.route = route;
    this.stack = stack;
    this.function = function;
    this.machine = machine;
    this.seat = seat;
    this.issuer = seat.issuer();
  }

  /**
   * Passes {@code function} through, with {@link #STORAGE} and nothing between.
   *
   * @throws IllegalStateException where the route cannot be taken; see {@link Route#unavailable}
   */
  public static Passthrough open(
      Route route, Stack stack, PciFunction function, Arena arena, Tap tap) {
    return open(route, stack, function, arena, STORAGE, Between.NOTHING, tap);
  }

  /**
   * Passes {@code function} through. It is plugged and enabled, memory space and bus master are on;
   * its guest has booted no driver: {@link #boot} registers its translation.
   *
   * @param arena where storage is allocated; it must stay open as long as this
   * @param storage bytes of the guest's storage
   * @param between what stands between the ports
   * @throws IllegalStateException where the route cannot be taken; see {@link Route#unavailable}
   */
  public static Passthrough open(
      Route route,
      Stack stack,
      PciFunction function,
      Arena arena,
      long storage,
      Between between,
      Tap tap) {
    return open(route, stack, List.of(function), arena, storage, between, tap).getFirst();
  }

  /**
   * Passes several functions of one machine through to one guest, whose kernel they share. On a
   * route without a guest each has a process of its own. All else is as with one.
   *
   * @param functions at least one
   * @param storage bytes of the guest's storage, or of each process's
   * @return one for each function, in order; who closes them closes all
   * @throws IllegalStateException where the route cannot be taken; see {@link Route#unavailable}
   */
  public static List<Passthrough> open(
      Route route,
      Stack stack,
      List<? extends PciFunction> functions,
      Arena arena,
      long storage,
      Between between,
      Tap tap) {
    long room = route instanceof ProcessRoute ? storage * functions.size() : storage;
    HostMachine machine = new HostMachine(stack, tap, arena, room, between);
    for (PciFunction function : functions) {
      String unavailable = route.unavailable(machine.facts(function.facts()));
      if (unavailable != null) {
        throw new IllegalStateException("route " + route.name() + ": " + unavailable);
      }
    }
    List<Passthrough> all = new ArrayList<>();
    if (route instanceof ProcessRoute process) {
      for (PciFunction function : functions) {
        Seat seat = VfioPciDev.of(process, machine, function, storage, between, tap);
        all.add(new Passthrough(route, stack, function, machine, seat));
      }
      return all;
    }
    List<PciFunction> plugged = List.copyOf(functions);
    GuestComputer guest = new GuestComputer(route, stack, machine, plugged, storage, between, tap);
    List<GuestSeat> seats = GuestSeat.of(guest);
    for (int i = 0; i < plugged.size(); i++) {
      all.add(new Passthrough(route, stack, plugged.get(i), machine, seats.get(i)));
    }
    return all;
  }

  /** The route. */
  public Route route() {
    return route;
  }

  /** The versions and switches. */
  public Stack stack() {
    return stack;
  }

  /** Who judges what becomes of operations on this route to this function. */
  public Judge judge() {
    return new Judge(route.name(), function.facts());
  }

  /** The function itself, below every tap. */
  public PciFunction function() {
    return function;
  }

  /** What the function's I/O addresses reach: what it does DMA by. */
  public Dma dma() {
    return seat.dma();
  }

  /** What the function's messages become. */
  public Msi msi() {
    return seat.msi();
  }

  /** The function in its machine's table. */
  public FunctionEntry entry() {
    return machine.entry(function);
  }

  /** The vfio device that the process at this end has opened; null in a guest. */
  public @Nullable VfioDevice vfio() {
    return seat.vfio();
  }

  /**
   * The guest is reset, with all its functions: its VMM does what its release does, and the kernel
   * comes up in the storage as it is, finds each function by CLP list and enables it. Nothing is
   * registered: {@link #boot} follows.
   *
   * @return 0 or the negative errno of the first function that the kernel does not get: ENOSYS
   *     where no VMM is there to reset a guest
   */
  public int resetGuest() {
    return seat.resetGuest();
  }

  /** The machine, for its firmware and for resets. */
  public HostMachine machine() {
    return machine;
  }

  /** Whether a guest's kernel stands at the other end; else a process. */
  public boolean hasKernel() {
    return seat.kernel() != null;
  }

  /** What executes the guest's instructions, or stands for a process's system calls. */
  public PciInstructions instructions() {
    return seat.instructions();
  }

  /** The function's handle as the guest knows it. */
  public int handle() {
    return seat.handle();
  }

  /** The guest's kernel. */
  public LinuxKernel kernel() {
    return found(seat.kernel());
  }

  /** The function as the guest's kernel has it. */
  public GuestFunction guestFunction() {
    return found(seat.function());
  }

  /** The guest kernel's I/O layer for the function. */
  public LinuxIo io() {
    return found(seat.io());
  }

  private <T> T found(@Nullable T there) {
    if (there == null) {
      throw new IllegalStateException("route " + route.name() + ": a process has no kernel");
    }
    return there;
  }

  /**
   * Why nobody at this end issues {@code issued}, a guest a system call or a process an MIO
   * instruction; null where somebody does.
   */
  public @Nullable String missing(Issued issued) {
    return issuer.missing(issued);
  }

  /**
   * Issues one operation, with one root crossing on the tap: a guest's instruction or its kernel's
   * call, or a process's system call, which a PCISTB or PCILG becomes. A store's data must stand in
   * {@link #storage} at {@link Issued#memory}, where a copy from the device goes too. What {@link
   * Between#guest} put between is passed by a guest's operations, not by a process's.
   *
   * @param issued one that is not {@link #missing}
   * @return what the issuer was told
   */
  public GuestResult issue(Issued issued) {
    return issuer.issue(issued);
  }

  /** The function as a driver holds it. */
  public PciDev dev() {
    return seat.dev();
  }

  /** The guest's storage, or the process's memory. */
  public GuestStorage storage() {
    return seat.dev().memory();
  }

  /**
   * Makes the function ready for its driver: a kernel registers its translation.
   *
   * @return 0 or a negative errno
   */
  public int boot() {
    return seat.boot();
  }

  /** Lets the driver's CPU take what is pending; how many interruptions or wake-ups that were. */
  public int takeInterruptions() {
    return seat.takeInterruptions();
  }

  @Override
  public void close() {
    seat.close();
  }
}
