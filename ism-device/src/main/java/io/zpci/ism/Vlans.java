package io.zpci.ism;

import java.util.Arrays;

/**
 * The VLANs of one function: at most 64, for that many QUERY_INFO can report, and whether peers
 * must share one. Source: spec ism 2.2, 2.3, R-21.
 */
final class Vlans {
  /** Not a VLAN: SMC adds it to see whether the platform is capable of SMC-Dv2. */
  static final int PROBE = 0x1fff;

  private static final int MAX = 64;

  private final short[] ids = new short[MAX];
  private int count;
  private boolean required;

  Vlans() {}

  /** Adds {@code id}; one that is there already stays. Answers a return code. */
  int add(long id) {
    if (id < 0 || id > PROBE) {
      return IsmReturnCode.INVALID_OPERAND;
    }
    if (find((int) id) < 0) {
      if (count == MAX) {
        return IsmReturnCode.NO_ROOM;
      }
      ids[count++] = (short) id;
    }
    return IsmReturnCode.SUCCESS;
  }

  /** Takes {@code id} away. Answers a return code. */
  int delete(long id) {
    int at = id < 0 || id > PROBE ? -1 : find((int) id);
    if (at < 0) {
      return IsmReturnCode.UNKNOWN_VLAN;
    }
    System.arraycopy(ids, at + 1, ids, at, --count - at);
    return IsmReturnCode.SUCCESS;
  }

  void require(boolean on) {
    required = on;
  }

  boolean required() {
    return required;
  }

  int count() {
    return count;
  }

  short id(int at) {
    return ids[at];
  }

  /** Forgets all VLANs; whether one is required stays. */
  void clear() {
    count = 0;
    Arrays.fill(ids, (short) 0);
  }

  /**
   * Whether two functions may talk. They may unless one of them requires a VLAN. Then, where the
   * request names a valid one, both must be in it; else both must share any. Which of the two
   * hardware looks at is unverified: SMC never sets the valid flag of a DMB (spec ism 6).
   */
  boolean matches(Vlans other, boolean valid, long id) {
    if (!required && !other.required) {
      return true;
    }
    if (valid && id != PROBE) {
      return id >= 0 && id < PROBE && find((int) id) >= 0 && other.find((int) id) >= 0;
    }
    for (int i = 0; i < count; i++) {
      if (ids[i] != PROBE && other.find(ids[i]) >= 0) {
        return true;
      }
    }
    return false;
  }

  private int find(int id) {
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }
}
