package io.zpci.interrupt;

import io.zpci.arch.Fib;
import io.zpci.storage.GuestStorage;

/**
 * What MPCIFC registers for directed interrupts, format 1. Not wired: MPCIFC here refuses the
 * format, as QEMU does. Source: spec zpci 6.1, 12.8.
 *
 * @param noi number of interrupts
 * @param dibvo bit offset of interrupt 0 in every CPU's vector, 16 bits
 */
public record DirectedRegistration(int noi, int dibvo) {
  private static final int FORMAT = 1;
  private static final int DIBVO_SHIFT = 16;

  /** What the block at {@code fib} says. */
  public static DirectedRegistration decode(GuestStorage storage, long fib) {
    return new DirectedRegistration(
        (storage.getInt(fib + Fib.INTERRUPT) & Fib.NOI) >>> Fib.NOI_SHIFT,
        storage.getInt(fib + Fib.DIBVO) >>> DIBVO_SHIFT);
  }

  /** Writes format and fields into the block at {@code fib}; the rest stays. */
  public void encode(GuestStorage storage, long fib) {
    int rest = storage.getInt(fib + Fib.INTERRUPT) & ~Fib.NOI;
    storage.putByte(fib + Fib.FORMAT, FORMAT);
    storage.putInt(fib + Fib.INTERRUPT, rest | (noi << Fib.NOI_SHIFT & Fib.NOI));
    storage.putShort(fib + Fib.DIBVO, dibvo);
  }
}
