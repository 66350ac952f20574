package io.zpci.arch;

/**
 * The function information block, 80 bytes, big-endian, and the operations of MPCIFC that read it.
 * Source: spec zpci 6.1, 6.2 (Linux {@code asm/pci_insn.h}, QEMU {@code s390-pci-inst.h}).
 */
public final class Fib {
  /** Bytes of the block. */
  public static final int SIZE = 80;

  /** Format, 1 byte: 0, or 1 for directed interrupts. */
  public static final int FORMAT = 0;

  /** Function controls, 1 byte. */
  public static final int CONTROLS = 8;

  /** Function controls: enabled. */
  public static final int CONTROL_ENABLED = 0x80;

  /** Function controls: error. */
  public static final int CONTROL_ERROR = 0x40;

  /** Function controls: loads and stores are blocked. */
  public static final int CONTROL_BLOCKED = 0x20;

  /** Function controls: a DMA address space is registered. */
  public static final int CONTROL_DMA = 0x10;

  /** First DMA address, 8 bytes. */
  public static final int PBA = 16;

  /** Last DMA address, 8 bytes. */
  public static final int PAL = 24;

  /** I/O translation anchor, 8 bytes. */
  public static final int IOTA = 32;

  /** Format 0: interrupt word, 4 bytes: the fields below. Format 1: {@link #NOI} only. */
  public static final int INTERRUPT = 40;

  /** In {@link #INTERRUPT}: interruption subclass. */
  public static final int ISC = 0x7000_0000;

  /** Shift of {@link #ISC}. */
  public static final int ISC_SHIFT = 28;

  /** In {@link #INTERRUPT}: number of interrupts. */
  public static final int NOI = 0x0fff_0000;

  /** Shift of {@link #NOI}. */
  public static final int NOI_SHIFT = 16;

  /** In {@link #INTERRUPT}: bit offset in the vector. */
  public static final int AIBVO = 0x3f00;

  /** Shift of {@link #AIBVO}. */
  public static final int AIBVO_SHIFT = 8;

  /** In {@link #INTERRUPT}: a summary bit is used. */
  public static final int SUM = 0x80;

  /** In {@link #INTERRUPT}: bit offset in the summary. */
  public static final int AISBO = 0x3f;

  /** Format 1: directed bit-vector offset in the upper half, 4 bytes. */
  public static final int DIBVO = 44;

  /** Address of the vector, 8 bytes. */
  public static final int AIBV = 48;

  /** Address of the summary, 8 bytes. */
  public static final int AISB = 56;

  /** Address of the measurement block, 8 bytes; the low 4 bits are storage key. */
  public static final int FMB = 64;

  /** GISA designation, 4 bytes. */
  public static final int GISA = 76;

  /** Register interrupts. */
  public static final int REG_INT = 2;

  /** Deregister interrupts. */
  public static final int DEREG_INT = 3;

  /** Register I/O address translation. */
  public static final int REG_IOAT = 4;

  /** Deregister I/O address translation. */
  public static final int DEREG_IOAT = 5;

  /** Reregister I/O address translation. */
  public static final int REREG_IOAT = 6;

  /** Reset error: to enabled. */
  public static final int RESET_ERROR = 7;

  /** Reset block: from error to blocked. */
  public static final int RESET_BLOCK = 9;

  /** Set measurement. */
  public static final int SET_MEASURE = 10;

  /** Register directed interrupts. */
  public static final int REG_INT_D = 16;

  /** Deregister directed interrupts. */
  public static final int DEREG_INT_D = 17;

  private Fib() {}
}
