package io.zpci.arch;

/**
 * Response codes of CLP, a halfword of the response. Source: spec zpci 5.2 (Linux {@code
 * asm/clp.h}, {@code pci_clp.h}).
 */
public final class ClpCode {
  /** Done. */
  public static final int OK = 0x0010;

  /** The command is unknown. */
  public static final int UNKNOWN_COMMAND = 0x0020;

  /** Not authorised. */
  public static final int NOT_AUTHORISED = 0x0030;

  /** The format is not one that the command has. */
  public static final int FORMAT = 0x0040;

  /** A length is wrong. */
  public static final int LENGTH = 0x0050;

  /** The response needs more room. */
  public static final int NEEDS_8K = 0x0060;

  /** A reserved field is not zero. */
  public static final int RESERVED_NOT_ZERO = 0x0070;

  /** No data. */
  public static final int NO_DATA = 0x0080;

  /** The function code is unknown. */
  public static final int UNKNOWN_FUNCTION_CODE = 0x0100;

  /** No function has this handle. */
  public static final int HANDLE = 0x0101;

  /** The handle is not valid for the operation. */
  public static final int HANDLE_FOR_OPERATION = 0x0102;

  /** A bad number of DMA address spaces. */
  public static final int DMA_SPACES = 0x0103;

  /** Not enough resources. */
  public static final int RESOURCES = 0x0104;

  /** The function is in that state already. */
  public static final int ALREADY = 0x0105;

  /** The function is in permanent error. */
  public static final int PERMANENT_ERROR = 0x0106;

  /** A recovery is pending. */
  public static final int RECOVERY_PENDING = 0x0107;

  /** Busy. */
  public static final int BUSY = 0x0108;

  /** The resume token of a list is not one. */
  public static final int RESUME_TOKEN = 0x010a;

  /** No such function group. */
  public static final int UNKNOWN_GROUP = 0x010b;

  private ClpCode() {}
}
