package io.zpci.interrupt;

import io.zpci.arch.Fib;
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

  private static final int FIELDS = Fib.ISC | Fib.NOI | Fib.AIBVO | Fib.SUM | Fib.AISBO;

  /** What the block at {@code fib} says. */
  public static InterruptRegistration decode(GuestStorage storage, long fib) {
    int word = storage.getInt(fib + Fib.INTERRUPT);
    return new InterruptRegistration(
        (word & Fib.ISC) >>> Fib.ISC_SHIFT,
        (word & Fib.NOI) >>> Fib.NOI_SHIFT,
        (word & Fib.SUM) != 0,
        storage.getLong(fib + Fib.AIBV),
        (word & Fib.AIBVO) >>> Fib.AIBVO_SHIFT,
        storage.getLong(fib + Fib.AISB),
        word & Fib.AISBO);
  }

  /**
   * Writes the registration's fields into the block at {@code fib}; the rest stays. A field's value
   * is cut to its width.
   */
  public void encode(GuestStorage storage, long fib) {
    int fields =
        (isc << Fib.ISC_SHIFT & Fib.ISC)
            | (noi << Fib.NOI_SHIFT & Fib.NOI)
            | (aibvo << Fib.AIBVO_SHIFT & Fib.AIBVO)
            | (summary ? Fib.SUM : 0)
            | (aisbo & Fib.AISBO);
    int rest = storage.getInt(fib + Fib.INTERRUPT) & ~FIELDS;
    storage.putInt(fib + Fib.INTERRUPT, rest | fields);
    storage.putLong(fib + Fib.AIBV, aibv);
    storage.putLong(fib + Fib.AISB, aisb);
  }
}
