package io.zpci.arch;

/**
 * Status codes of PCI loads and stores, valid with cc 1. Source: spec zpci 3.2 (Linux {@code
 * asm/pci_insn.h}).
 */
public final class Status {
  /** Function not enabled. */
  public static final int FUNC_NOT_ENABLED = 4;

  /** Function in error. */
  public static final int FUNC_IN_ERR = 8;

  /** Load and store blocked. */
  public static final int BLOCKED = 12;

  /** Insufficient resources. */
  public static final int INSUF_RES = 16;

  /** Invalid address space. */
  public static final int INVAL_AS = 20;

  /** Function already enabled. */
  public static final int FUNC_ALREADY_ENABLED = 24;

  /** DMA address space not enabled. */
  public static final int DMA_AS_NOT_ENABLED = 28;

  /** Second operand in an invalid address space. */
  public static final int SECOND_OPERAND_IN_INVALID_AS = 36;

  /** Function not available. */
  public static final int FUNC_NOT_AVAIL = 40;

  /** Already in the requested state. */
  public static final int ALREADY_IN_RQ_STATE = 44;

  private Status() {}
}
