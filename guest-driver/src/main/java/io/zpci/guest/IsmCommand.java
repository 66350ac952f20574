package io.zpci.guest;

/** The commands that Linux sends. Source: spec ism 2.2, 2.5. */
enum IsmCommand {
  REG_SBA(0x01, 16, 16),
  REG_IEQ(0x02, 24, 32),
  READ_GID(0x03, 8, 16),
  ADD_VLAN_ID(0x04, 16, 16),
  DEL_VLAN_ID(0x05, 16, 16),
  SET_VLAN(0x06, 8, 8),
  RESET_VLAN(0x07, 8, 8),
  QUERY_INFO(0x08, 8, 256),
  QUERY_RGID(0x09, 24, 32),
  REG_DMB(0x0a, 40, 64),
  UNREG_DMB(0x0b, 16, 16),
  SIGNAL_IEQ(0x0e, 32, 32),
  UNREG_SBA(0x11, 8, 8),
  UNREG_IEQ(0x12, 8, 8);

  private final int code;
  private final int requestLength;
  private final int unionSize;

  /**
   * A command.
   *
   * @param unionSize bytes of what request and response share in the driver's memory, with what its
   *     alignment adds
   */
  IsmCommand(int code, int requestLength, int unionSize) {
    this.code = code;
    this.requestLength = requestLength;
    this.unionSize = unionSize;
  }

  int code() {
    return code;
  }

  /** Bytes of the request, header included. */
  int requestLength() {
    return requestLength;
  }

  int unionSize() {
    return unionSize;
  }
}
