package io.zpci.machine;

import io.zpci.guest.PciDev;

/** Where a driver sits: in a guest's kernel, or in a process of the host. */
interface Seat extends AutoCloseable {
  /**
   * Makes the function ready for its driver: a kernel registers its translation.
   *
   * @return 0 or a negative errno
   */
  int boot();

  /** The function as its driver holds it. */
  PciDev dev();

  /** Lets the driver's CPU take what is pending; how many interruptions or wake-ups that were. */
  int takeInterruptions();

  @Override
  void close();
}
