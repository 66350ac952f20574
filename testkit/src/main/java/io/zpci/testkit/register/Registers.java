package io.zpci.testkit.register;

import io.zpci.arch.PciInstructions;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.machine.Passthrough;
import java.lang.invoke.MethodHandles.Lookup;

/**
 * Makes register files: an interface whose methods carry {@link Offset} becomes an object whose
 * methods issue exactly one access each. By signature:
 *
 * <ul>
 *   <li>{@code long status()} reads. An access that fails is a {@link RegisterException}.
 *   <li>{@code int status(Register loaded)} reads into {@code loaded} and returns how it ended,
 *       {@code void status(Register loaded)} throws; both need {@link Width}.
 *   <li>{@code void control(int value)} writes. An access that fails is a {@link
 *       RegisterException}.
 *   <li>{@code int control(int value)} writes and returns how it ended.
 *   <li>With {@link StoreBlock} it is one store block, {@code void} or {@code int} as above.
 *   <li>{@link Stride} makes an array of it, with the index as first parameter; {@link At} adds an
 *       offset of run time.
 * </ul>
 *
 * <p>How it ended is 0, or what the port answered: an {@link io.zpci.arch.Outcome} where
 * instructions are issued, a negative errno where a kernel or a process does it. {@link
 * Binding.ThroughKernel} says what is different there. Default, static and private methods are left
 * alone.
 *
 * <p>Everything that can be known is checked when the register file is made. What is wrong is one
 * line each of a {@link RegisterDeclarationException}.
 *
 * <p>A register file is not thread safe. On the way of an access there is no reflection, nothing is
 * boxed and nothing is allocated. To make one costs a class: keep it.
 *
 * <p>Where the interface is not public, in a named module that does not open its package, give
 * {@code MethodHandles.lookup()} as first argument.
 */
public final class Registers {
  private Registers() {}

  /** By handle over the guest's, or the process's, instructions, with its storage for blocks. */
  public static <T> T of(Class<T> type, Passthrough passthrough) {
    return of(type, Binding.byHandle(passthrough));
  }

  /** As {@link #of(Class, Passthrough)}, beside the class that {@code lookup} is of. */
  public static <T> T of(Lookup lookup, Class<T> type, Passthrough passthrough) {
    return of(lookup, type, Binding.byHandle(passthrough));
  }

  /**
   * A register file of {@code type}.
   *
   * @throws RegisterDeclarationException with a line for each thing that is wrong
   */
  public static <T> T of(Class<T> type, Binding binding) {
    return type.cast(new RegisterFileMaker(type, binding).make(null));
  }

  /**
   * A register file of {@code type}, made as a hidden class in the package of {@code lookup}'s
   * class.
   *
   * @param lookup {@code MethodHandles.lookup()} of a class that can access {@code type}
   * @throws RegisterDeclarationException with a line for each thing that is wrong
   */
  public static <T> T of(Lookup lookup, Class<T> type, Binding binding) {
    return type.cast(new RegisterFileMaker(type, binding).make(lookup));
  }

  /** Over any instructions, by handle: nothing is known of the function, blocks name a storage. */
  public static <T> T byHandle(Class<T> type, PciInstructions instructions, int handle) {
    return of(type, Binding.byHandle(instructions, handle));
  }

  /** Over any instructions, by the MIO addresses that a kernel was told. */
  public static <T> T byMio(Class<T> type, PciInstructions instructions, Zdev zdev) {
    return of(type, Binding.byMio(instructions, zdev));
  }

  /** Over a kernel's accessors: it decides between handle and MIO. */
  public static <T> T throughKernel(Class<T> type, LinuxIo io) {
    return of(type, Binding.throughKernel(io));
  }

  /** Over what a driver holds: reads and blocks. */
  public static <T> T ofDriver(Class<T> type, PciDev dev) {
    return of(type, Binding.ofDriver(dev));
  }
}
