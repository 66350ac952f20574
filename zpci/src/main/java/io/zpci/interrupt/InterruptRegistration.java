package io.zpci.interrupt;

import io.zpci.storage.GuestStorage;

/**
 * What MPCIFC registers for a function's interrupts, format 0. Source: spec zpci 6.1, 12.3.
 *
 * @param isc interruption subclass, 0 to 7
 * @param noi number of interrupts
 * @param summary the sum flag
 * @param aibv address of the vector
 * @param aibvo bit offset of interrupt 0 in the vector
 * @param aisb address of the summary
 * @param aisbo bit offset in the summary
 */
public record InterruptRegistration(
    int isc, int noi, boolean summary, long aibv, int aibvo, long aisb, int aisbo) {
  /** Nothing registered: what QEMU signals through then, absolute address 0 and subclass 0. */
  public static final InterruptRegistration NONE =
      new InterruptRegistration(0, 0, false, 0, 0, 0, 0);

  /** What the block at {@code fib} says. */
  public static InterruptRegistration decode(GuestStorage storage, long fib) {
    throw new UnsupportedOperationException("decode");
  }

  /** Writes the registration's fields into the block at {@code fib}; the rest stays. */
  public void encode(GuestStorage storage, long fib) {
    throw new UnsupportedOperationException("encode");
  }
}
