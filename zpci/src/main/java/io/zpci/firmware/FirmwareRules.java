package io.zpci.firmware;

import io.zpci.dma.DmaRules;

/**
 * The machine's choices, as data.
 *
 * @param mio whether the machine has the MIO facility (153); without it MIO instructions are
 *     operation exceptions
 * @param singleAccess which boundary a single load or store may not cross
 * @param busy how many times an instruction by handle or MIO is answered with cc 2 before it is
 *     executed; 0 is never
 * @param dma how I/O addresses are translated
 * @param suppression whether the machine has adapter-interruption suppression (facility 72)
 */
public record FirmwareRules(
    boolean mio, SingleAccess singleAccess, int busy, DmaRules dma, boolean suppression) {
  /** The default: MIO, doubleword rule, never busy, live tables, suppression. */
  public static final FirmwareRules DEFAULT =
      new FirmwareRules(true, SingleAccess.DOUBLEWORD, 0, DmaRules.MACHINE, true);

  /**
   * Which boundary a single load or store may not cross. What hardware does is unverified (spec
   * zpci 17.1): QEMU refuses what crosses a doubleword, IBM's own list names 4 KiB only (4.3).
   */
  public enum SingleAccess {
    /** 8 bytes. */
    DOUBLEWORD,
    /** 4 KiB. */
    PAGE,
    /** None. */
    NONE
  }

  /** The same machine with single accesses bounded otherwise. */
  public FirmwareRules withSingleAccess(SingleAccess boundary) {
    return new FirmwareRules(mio, boundary, busy, dma, suppression);
  }

  /** The same machine, busy {@code times} before each instruction. */
  public FirmwareRules withBusy(int times) {
    return new FirmwareRules(mio, singleAccess, times, dma, suppression);
  }

  /** The same machine, translating otherwise. */
  public FirmwareRules withDma(DmaRules newDma) {
    return new FirmwareRules(mio, singleAccess, busy, newDma, suppression);
  }

  /** The same machine with suppression switched. */
  public FirmwareRules withSuppression(boolean on) {
    return new FirmwareRules(mio, singleAccess, busy, dma, on);
  }

  /** The same machine with MIO switched. */
  public FirmwareRules withMio(boolean on) {
    return new FirmwareRules(on, singleAccess, busy, dma, suppression);
  }
}
