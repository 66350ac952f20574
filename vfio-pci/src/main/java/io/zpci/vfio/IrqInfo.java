package io.zpci.vfio;

/**
 * Answer of {@code DEVICE_GET_IRQ_INFO}.
 *
 * @param index INTX 0, MSI 1, MSIX 2, ERR 3, REQ 4
 * @param flags EVENTFD 1, MASKABLE 2, AUTOMASKED 4, NORESIZE 8
 * @param count vectors
 */
public record IrqInfo(int index, int flags, int count) {
  /** Signals an eventfd. */
  public static final int FLAG_EVENTFD = 1;

  /** Can be masked. */
  public static final int FLAG_MASKABLE = 2;

  /** Is masked when it fires. */
  public static final int FLAG_AUTOMASKED = 4;

  /** The set of vectors is fixed while enabled. */
  public static final int FLAG_NORESIZE = 8;
}
