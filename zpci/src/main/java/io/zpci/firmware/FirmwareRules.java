package io.zpci.firmware;

/**
 * The machine's choices, as data.
 *
 * @param mio whether the machine has the MIO facility (153); without it MIO instructions are
 *     operation exceptions
 * @param singleAccess which boundary a single load or store may not cross
 * @param busy how many times an instruction by handle or MIO is answered with cc 2 before it is
 *     executed; 0 is never
 */
public record FirmwareRules(boolean mio, SingleAccess singleAccess, int busy) {
  /** The default: MIO, doubleword rule, never busy. */
  public static final FirmwareRules DEFAULT = new FirmwareRules(true, SingleAccess.DOUBLEWORD, 0);

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

  /** The same machine with MIO switched. */
  public FirmwareRules withMio(boolean on) {
    return new FirmwareRules(on, singleAccess, busy);
  }
}
