package io.zpci.firmware;

import io.zpci.dma.DmaRules;

/**
 * The machine's choices, as data.
 *
 * @param mio whether the machine has the MIO facility (153); without it MIO instructions are
 *     operation exceptions
 * @param singleAccess which boundary a single load or store may not cross
 * @param busy how many times a load, store or block by handle or MIO is answered with cc 2 before
 *     it is executed; 0 is never
 * @param dma how I/O addresses are translated
 * @param ismLastPage whether ISM's firmware takes the last page that is registered: Linux's
 *     workaround says of some that it does not (L-14); never seen here, and not by default
 * @param suppression whether the machine has adapter-interruption suppression (facility 72)
 * @param unregistered what becomes of a message of a function without registered interrupts
 */
public record FirmwareRules(
    boolean mio,
    SingleAccess singleAccess,
    int busy,
    DmaRules dma,
    DmaRules.LastPage ismLastPage,
    boolean suppression,
    UnregisteredMessage unregistered) {
  /** The default: MIO, doubleword rule, never busy, live tables, suppression, nothing unasked. */
  public static final FirmwareRules DEFAULT =
      new FirmwareRules(
          /* mio= */ true,
          SingleAccess.DOUBLEWORD,
          /* busy= */ 0,
          DmaRules.MACHINE,
          DmaRules.LastPage.TRANSLATED,
          /* suppression= */ true,
          UnregisteredMessage.IGNORED);

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

  /**
   * What becomes of a message of a function that is enabled and has no interrupts registered. What
   * hardware does is unverified (spec zpci 12.4, Q-12).
   */
  public enum UnregisteredMessage {
    /** Nothing. */
    IGNORED,
    /**
     * What QEMU does: bits are set from absolute address 0 on, and subclass 0 interrupts. The
     * storage is that of the function's last MPCIFC with cc 0; before the first there is none, and
     * nothing happens.
     */
    ABSOLUTE_ZERO
  }

  /** The same machine with single accesses bounded otherwise. */
  public FirmwareRules withSingleAccess(SingleAccess boundary) {
    return new FirmwareRules(mio, boundary, busy, dma, ismLastPage, suppression, unregistered);
  }

  /** The same machine, busy {@code times} before each instruction. */
  public FirmwareRules withBusy(int times) {
    return new FirmwareRules(mio, singleAccess, times, dma, ismLastPage, suppression, unregistered);
  }

  /** The same machine, translating otherwise. */
  public FirmwareRules withDma(DmaRules newDma) {
    return new FirmwareRules(
        mio, singleAccess, busy, newDma, ismLastPage, suppression, unregistered);
  }

  /** The same machine with the last page of an ISM function treated otherwise. */
  public FirmwareRules withIsmLastPage(DmaRules.LastPage page) {
    return new FirmwareRules(mio, singleAccess, busy, dma, page, suppression, unregistered);
  }

  /** The same machine with suppression switched. */
  public FirmwareRules withSuppression(boolean on) {
    return new FirmwareRules(mio, singleAccess, busy, dma, ismLastPage, on, unregistered);
  }

  /** The same machine with MIO switched. */
  public FirmwareRules withMio(boolean on) {
    return new FirmwareRules(on, singleAccess, busy, dma, ismLastPage, suppression, unregistered);
  }

  /** The same machine with messages of functions without interrupts treated otherwise. */
  public FirmwareRules withUnregistered(UnregisteredMessage message) {
    return new FirmwareRules(mio, singleAccess, busy, dma, ismLastPage, suppression, message);
  }
}
