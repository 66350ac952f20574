package io.zpci.vmm;

/** States that QEMU keeps of a function. Source: spec zpci 6.5 (QEMU {@code s390-pci-bus.h}). */
public enum FunctionState {
  /** Being plugged or unplugged; not listed. */
  RESERVED("reserved"),
  /** Not configured. */
  STANDBY("standby"),
  /** Configured; the handle's enable bit is off. */
  DISABLED("disabled"),
  /** Normal. */
  ENABLED("enabled"),
  /** Loads and stores are refused with status 12. */
  ERROR("error"),
  /** Loads and stores are possible, messages are dropped. */
  BLOCKED("blocked"),
  /** Never entered by QEMU's own code; refuses like {@link #ERROR}. */
  PERMANENT_ERROR("permanent-error");

  private final String word;

  FunctionState(String word) {
    this.word = word;
  }

  /** The name as input and output spell it. */
  public String word() {
    return word;
  }

  /** Whether the function's handle has its enable bit on in this state. */
  public boolean handleEnabled() {
    return switch (this) {
      case RESERVED, STANDBY, DISABLED -> false;
      case ENABLED, ERROR, BLOCKED, PERMANENT_ERROR -> true;
    };
  }

  /** Whether loads, stores and blocks are answered with cc 1, status 12. */
  public boolean refusesAccess() {
    return switch (this) {
      case RESERVED, STANDBY, DISABLED, ENABLED, BLOCKED -> false;
      case ERROR, PERMANENT_ERROR -> true;
    };
  }
}
