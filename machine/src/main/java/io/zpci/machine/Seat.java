package io.zpci.machine;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.vfio.VfioDevice;
import org.jspecify.annotations.Nullable;

/** Where a driver sits: in a guest's kernel, or in a process of the host. */
interface Seat extends AutoCloseable {
  /**
   * Makes the function ready for its driver: a kernel registers its translation.
   *
   * @return 0 or a negative errno
   */
  int boot();

  /** What executes the instructions of who sits here. */
  PciInstructions instructions();

  /** The function's handle as it is known here. */
  int handle();

  /** The kernel; null in a process. */
  @Nullable LinuxKernel kernel();

  /** The kernel's I/O layer for the function; null in a process. */
  @Nullable LinuxIo io();

  /** The function as the guest's kernel has it; null in a process. */
  @Nullable GuestFunction function();

  /** What the function's I/O addresses reach. */
  Dma dma();

  /** What the function's messages become. */
  Msi msi();

  /** The vfio device that a process has opened; null in a guest. */
  @Nullable VfioDevice vfio();

  /**
   * The guest is reset, with all its functions, and its kernel comes up and finds them.
   *
   * @return 0 or the negative errno of the first function that it does not get: ENOSYS where nobody
   *     here can reset a guest
   */
  int resetGuest();

  /** The function as its driver holds it. */
  PciDev dev();

  /**
   * Issues single operations, as who sits here can: a guest its instructions and its kernel's
   * calls, a process its system calls.
   */
  Issuer issuer();

  /** Lets the driver's CPU take what is pending; how many interruptions or wake-ups that were. */
  int takeInterruptions();

  @Override
  void close();
}
