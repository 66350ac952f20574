package io.zpci.arch;

/**
 * PCI address spaces (pcias): 0 to 5 are the BARs, each with offsets from 0; 15 is configuration
 * space; all others are invalid and answered with cc 1, status 20. Source: spec zpci 1.3.
 */
public final class AddressSpace {
  /** The last BAR. */
  public static final int BAR_MAX = 5;

  /** How many BARs a function has. */
  public static final int BARS = 6;

  /** Configuration space. */
  public static final int CONFIG = 15;

  private AddressSpace() {}

  /** Whether {@code space} is one of the six BARs. */
  public static boolean isBar(int space) {
    return space >= 0 && space <= BAR_MAX;
  }
}
