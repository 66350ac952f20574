package io.zpci.ism;

/** Who an ISM function is. Source: spec ism 1. */
public final class IsmIdentity {
  /** PCI vendor id: IBM. */
  public static final int VENDOR = 0x1014;

  /** PCI device id. */
  public static final int DEVICE = 0x04ed;

  /** Size of BAR 0, the DMB move space: 256 TiB. */
  public static final long BAR0_SIZE = 1L << 48;

  /**
   * Size of BAR 2, the command space. Unverified: the largest access that Linux makes ends at byte
   * 200.
   */
  public static final long BAR2_SIZE = 0x1000;

  private IsmIdentity() {}
}
