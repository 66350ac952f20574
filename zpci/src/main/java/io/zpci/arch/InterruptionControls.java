package io.zpci.arch;

/**
 * Operations of SIC and its 40-byte information block, big-endian. Source: spec zpci 12.5 (Linux
 * {@code asm/pci_insn.h}).
 */
public final class InterruptionControls {
  /** Every interruption: no suppression. */
  public static final int ALL = 0;

  /** One interruption, then none until the next SIC. */
  public static final int SINGLE = 1;

  /** Sets adapter-event-notification parameters. */
  public static final int SET_AENI = 2;

  /** Sets up directed interruptions. */
  public static final int DIRECT = 4;

  /** Every directed interruption of this CPU. */
  public static final int D_ALL = 16;

  /** One directed interruption of this CPU. */
  public static final int D_SINGLE = 17;

  /** Sets this CPU's directed vector. */
  public static final int SET_CPU = 18;

  /** Bytes of the information block. */
  public static final int SIZE = 40;

  /** Where R3 holds the interruption subclass. */
  public static final int ISC_SHIFT = 27;

  private InterruptionControls() {}
}
