package io.zpci.ism;

/**
 * What stands in {@code ret} of a response. Only two values have a meaning that Linux knows: 0 and
 * {@link #ERROR}. Every other value says "refused" and nothing else to a driver; which ones
 * hardware uses is unverified (spec ism 2.4), so the ones here are this model's own, one for each
 * reason, in one table.
 */
public final class IsmReturnCode {
  /** Done. */
  public static final int SUCCESS = 0;

  /** The code is none of {@link IsmCommand}. */
  public static final int UNKNOWN_COMMAND = 1;

  /** The header's length is not the command's. */
  public static final int WRONG_LENGTH = 2;

  /** The payload in front of the header is not the command's. */
  public static final int WRONG_PAYLOAD = 3;

  /** The header did not come as one block of 8 bytes. */
  public static final int WRONG_HEADER = 4;

  /** A reserved field is not zero (R-12, where it is refused). */
  public static final int RESERVED_FIELD = 5;

  /**
   * An operand is outside what the layout allows: an address's alignment, a length, an index, a
   * VLAN id.
   */
  public static final int INVALID_OPERAND = 6;

  /** The memory is not mapped for the function (R-24, where it is refused). */
  public static final int NOT_MAPPED = 7;

  /** SBA or event queue is registered already. */
  public static final int ALREADY_REGISTERED = 8;

  /** SBA or event queue is not registered. */
  public static final int NOT_REGISTERED = 9;

  /** The function has a live DMB with that index. */
  public static final int INDEX_IN_USE = 10;

  /** No token, or no place for a VLAN id, is left. */
  public static final int NO_ROOM = 11;

  /** The token is none of a live DMB of this function. */
  public static final int UNKNOWN_TOKEN = 12;

  /** No function of the fabric has that GID. */
  public static final int UNKNOWN_GID = 13;

  /** A VLAN is required, and the two functions do not share it. */
  public static final int VLAN_MISMATCH = 14;

  /** The function is in no such VLAN. */
  public static final int UNKNOWN_VLAN = 15;

  /** The peer has no event queue (R-23, where it is refused). */
  public static final int NO_EVENT_QUEUE = 16;

  /**
   * What Linux stores into its own copy before it loads a response, so that it stands for "no
   * response was loaded". No command ever ends with it; a function that has executed no command yet
   * shows it.
   */
  public static final int ERROR = 0xffff;

  private IsmReturnCode() {}
}
