package io.zpci.arch;

/** PCI event codes of error events. Source: spec zpci 13.4 (QEMU {@code s390-pci-bus.h}). */
public final class Pec {
  /** RPCIT without a registered address space. */
  public static final int INVALID_AS = 0x0001;

  /** An address outside {@code pba} to {@code pal}. */
  public static final int OUT_OF_RANGE = 0x0002;

  /** DMA to an unmapped page or in the wrong direction. */
  public static final int TRANSLATION_PROTECTION = 0x0004;

  /** Walk: an entry that is 0. */
  public static final int INVALID_TABLE_ENTRY = 0x0007;

  /** Walk: a table's length or offset. */
  public static final int INVALID_TABLE_LENGTH = 0x0008;

  /** Walk: an entry of the wrong type. */
  public static final int TABLE_TYPE = 0x0009;

  /** The indicators cannot be reached. */
  public static final int INDICATOR = 0x0013;

  /** The measurement block cannot be written. */
  public static final int MEASUREMENT_ADDRESS = 0x002a;

  /** The address of the measurement block is no address of one. */
  public static final int MEASUREMENT_PROTECTION = 0x002c;

  /** Service action: the recoverable error seen in the field. */
  public static final int SERVICE_ACTION = 0x003a;

  /** Permanent error. */
  public static final int PERMANENT_ERROR = 0x003b;

  private Pec() {}
}
