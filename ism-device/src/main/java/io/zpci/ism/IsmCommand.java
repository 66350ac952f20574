package io.zpci.ism;

import org.jspecify.annotations.Nullable;

/**
 * The commands of the function, with the lengths that request and response have; both lengths
 * include the header of 8 bytes. Source: spec ism 2.2.
 */
public enum IsmCommand {
  /** Registers the SBA: u64 address. */
  REG_SBA(0x01, 16, 8),
  /** Registers the event queue: u64 address, u64 length. */
  REG_IEQ(0x02, 24, 8),
  /** Asks for the function's own GID. */
  READ_GID(0x03, 8, 16),
  /** Joins a VLAN: u64 id. */
  ADD_VLAN_ID(0x04, 16, 8),
  /** Leaves a VLAN: u64 id. */
  DEL_VLAN_ID(0x05, 16, 8),
  /** From now on peers must share a VLAN. */
  SET_VLAN(0x06, 8, 8),
  /** Peers need not share a VLAN any more. */
  RESET_VLAN(0x07, 8, 8),
  /** Asks for what the function knows of itself. */
  QUERY_INFO(0x08, 8, 200),
  /** Asks whether a peer is reachable: u64 GID, u32 vlan_valid, u32 vlan_id. */
  QUERY_RGID(0x09, 24, 8),
  /** Registers a DMB: u64 address, u32 length, u32 index, u32 vlan_valid, u32 vlan_id, u64 GID. */
  REG_DMB(0x0a, 40, 16),
  /** Ends a DMB: u64 token. */
  UNREG_DMB(0x0b, 16, 8),
  /** Puts an event into a peer's queue: u64 GID, u32 trigger_irq, u32 event_code, u64 info. */
  SIGNAL_IEQ(0x0e, 32, 8),
  /** Ends the SBA. */
  UNREG_SBA(0x11, 8, 8),
  /** Ends the event queue. */
  UNREG_IEQ(0x12, 8, 8);

  private static final int LAST = 0x12;

  private static final @Nullable IsmCommand[] BY_CODE = new IsmCommand[LAST + 1];

  static {
    for (IsmCommand each : values()) {
      BY_CODE[each.code] = each;
    }
  }

  private final int code;
  private final int requestLength;
  private final int responseLength;

  IsmCommand(int code, int requestLength, int responseLength) {
    this.code = code;
    this.requestLength = requestLength;
    this.responseLength = responseLength;
  }

  /** The code in the header. */
  public int code() {
    return code;
  }

  /** Bytes of a request, header included. */
  public int requestLength() {
    return requestLength;
  }

  /** Bytes of a response that reports success, header included. */
  public int responseLength() {
    return responseLength;
  }

  /**
   * The command with {@code code}; null where none is known. Codes 0x0c, 0x0d, 0x0f and 0x10 are
   * not known to Linux; whether they exist is unverified (spec ism 2.2).
   */
  public static @Nullable IsmCommand of(int code) {
    return code >= 0 && code <= LAST ? BY_CODE[code] : null;
  }
}
