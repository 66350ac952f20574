package io.zpci.firmware;

/** The states of a function, as the firmware knows them. Source: spec zpci 6.5. */
public enum FunctionState {
  /** Not for this operating system; CLP does not list it. */
  RESERVED,
  /** There, but not configured. */
  STANDBY,
  /** Configured; the handle's enable bit is off. */
  DISABLED,
  /** In use. */
  ENABLED,
  /** Loads and stores are refused with status 12, DMA and interrupts with them. */
  ERROR,
  /**
   * On the way out of {@link #ERROR}: loads and stores are answered, DMA and interrupts are not.
   */
  BLOCKED,
  /** As {@link #ERROR}, and left by taking the function away only. */
  PERMANENT_ERROR;

  /** Whether the handle's enable bit is on in this state. */
  public boolean enabled() {
    return compareTo(ENABLED) >= 0;
  }

  /** Whether loads and stores are refused with status 12. */
  public boolean refusesAccess() {
    return this == ERROR || this == PERMANENT_ERROR;
  }
}
