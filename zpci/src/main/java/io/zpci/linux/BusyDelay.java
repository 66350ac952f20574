package io.zpci.linux;

/**
 * What a kernel does between two attempts of an instruction by handle that is answered with
 * condition code 2. Linux waits one microsecond ({@code ZPCI_INSN_BUSY_DELAY}) and repeats without
 * limit; the model does not wait by itself. Source: spec zpci 3.1, 8.6.
 */
@FunctionalInterface
public interface BusyDelay {
  /** Returns at once. */
  BusyDelay NONE = () -> {};

  /** Called once before each repetition; must not allocate. */
  void delay();
}
