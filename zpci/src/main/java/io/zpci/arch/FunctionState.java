package io.zpci.arch;

/**
 * The states of a function, as the machine and QEMU know them. Source: spec zpci 6.5 (QEMU {@code
 * s390-pci-bus.h}).
 */
public enum FunctionState {
  /** Not for this operating system, or being plugged or unplugged; CLP does not list it. */
  RESERVED("reserved"),
  /** There, but not configured. */
  STANDBY("standby"),
  /** Configured; the handle's enable bit is off. */
  DISABLED("disabled"),
  /** In use. */
  ENABLED("enabled"),
  /** Loads and stores are refused with status 12, DMA and interrupts with them. */
  ERROR("error"),
  /**
   * On the way out of {@link #ERROR}: loads and stores are answered and DMA is translated, messages
   * are dropped.
   */
  BLOCKED("blocked"),
  /** As {@link #ERROR}, and left by taking the function away only. */
  PERMANENT_ERROR("permanent-error");

  private final String word;

  FunctionState(String word) {
    this.word = word;
  }

  /** The name as input and output spell it. */
  public String word() {
    return word;
  }

  /** Whether the handle's enable bit is on in this state. */
  public boolean enabled() {
    return switch (this) {
      case RESERVED, STANDBY, DISABLED -> false;
      case ENABLED, ERROR, BLOCKED, PERMANENT_ERROR -> true;
    };
  }

  /** Whether loads, stores and blocks are answered with cc 1, status 12. */
  public boolean refusesAccess() {
    return this == ERROR || this == PERMANENT_ERROR;
  }

  /** Whether the function's I/O addresses are translated; elsewhere DMA goes nowhere. */
  public boolean translates() {
    return this == ENABLED || this == BLOCKED;
  }
}
