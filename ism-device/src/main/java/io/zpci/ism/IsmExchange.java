package io.zpci.ism;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One command and what came of it, with the fields of all layouts side by side; a field that the
 * command does not have is 0. One object per function, filled anew by each command. Source of the
 * layouts: spec ism 2.2.
 */
public final class IsmExchange {
  private int code;
  private int reserved;
  private int headerLength;
  private @Nullable IsmCommand command;
  private int ret;
  private long address;
  private long length;
  private int index;
  private int vlanValid;
  private long vlan;
  private long gid;
  private long token;
  private int trigger;
  private int eventCode;
  private long info;

  /** An exchange with nothing in it. */
  public IsmExchange() {}

  /**
   * Takes the request that stands at the start of {@code area}: header and, by its code, payload.
   */
  void decode(MemorySegment area) {
    code = area.get(Layouts.INT, 0);
    reserved = area.get(Layouts.SHORT, 4) & 0xffff;
    headerLength = area.get(Layouts.SHORT, 6) & 0xffff;
    command = IsmCommand.of(code);
    ret = IsmReturnCode.SUCCESS;
    address = 0;
    length = 0;
    index = 0;
    vlanValid = 0;
    vlan = 0;
    gid = 0;
    token = 0;
    trigger = 0;
    eventCode = 0;
    info = 0;
    if (command != null) {
      decodePayload(command, area);
    }
  }

  private void decodePayload(IsmCommand known, MemorySegment area) {
    switch (known) {
      case REG_SBA -> address = area.get(Layouts.LONG, 8);
      case REG_IEQ -> {
        address = area.get(Layouts.LONG, 8);
        length = area.get(Layouts.LONG, 16);
      }
      case ADD_VLAN_ID, DEL_VLAN_ID -> vlan = area.get(Layouts.LONG, 8);
      case QUERY_RGID -> {
        gid = area.get(Layouts.LONG, 8);
        vlanValid = area.get(Layouts.INT, 16);
        vlan = unsigned(area, 20);
      }
      case REG_DMB -> {
        address = area.get(Layouts.LONG, 8);
        length = unsigned(area, 16);
        index = area.get(Layouts.INT, 20);
        vlanValid = area.get(Layouts.INT, 24);
        vlan = unsigned(area, 28);
        gid = area.get(Layouts.LONG, 32);
      }
      case UNREG_DMB -> token = area.get(Layouts.LONG, 8);
      case SIGNAL_IEQ -> {
        gid = area.get(Layouts.LONG, 8);
        trigger = area.get(Layouts.INT, 16);
        eventCode = area.get(Layouts.INT, 20);
        info = area.get(Layouts.LONG, 24);
      }
      case READ_GID, SET_VLAN, RESET_VLAN, QUERY_INFO, UNREG_SBA, UNREG_IEQ -> {}
    }
  }

  private static long unsigned(MemorySegment area, long offset) {
    return area.get(Layouts.INT, offset) & 0xffff_ffffL;
  }

  /** The code as the header has it, known or not. */
  public int code() {
    return code;
  }

  /** The reserved field of the request's header. */
  int reserved() {
    return reserved;
  }

  /** The length that the request's header gives. */
  public int headerLength() {
    return headerLength;
  }

  /** The command; null where the code is not known. */
  public @Nullable IsmCommand command() {
    return command;
  }

  /** The return code, see {@link IsmReturnCode}. */
  public int ret() {
    return ret;
  }

  void ret(int newRet) {
    ret = newRet;
  }

  /** I/O address of an SBA, event queue or DMB. */
  public long address() {
    return address;
  }

  /** Bytes of an event queue or DMB. */
  public long length() {
    return length;
  }

  /** Index of a DMB in the SBA. */
  public int index() {
    return index;
  }

  /** Whether {@link #vlan} counts, as the request says it. */
  public int vlanValid() {
    return vlanValid;
  }

  /** VLAN id. */
  public long vlan() {
    return vlan;
  }

  /** GID of the peer; for READ_GID the answer. */
  public long gid() {
    return gid;
  }

  void gid(long newGid) {
    gid = newGid;
  }

  /** Token; for REG_DMB the answer, 0 where it failed. */
  public long token() {
    return token;
  }

  void token(long newToken) {
    token = newToken;
  }

  /** Whether SIGNAL_IEQ asks for an interrupt: 0 or not. */
  public int trigger() {
    return trigger;
  }

  /** Event code of SIGNAL_IEQ. */
  public int eventCode() {
    return eventCode;
  }

  /** Information that SIGNAL_IEQ carries. */
  public long info() {
    return info;
  }
}
