package io.zpci.ism;

import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * The queue of events (IEQ): a header of 32 bytes, then entries of 32 bytes. The header's index is
 * the place of the newest entry plus one: 0 before the first event, then 1 to the number of entries
 * and 1 again, never 0. An entry that nobody has read is overwritten; what hardware does then is
 * unverified. Source: spec ism 4.2.
 */
public final class EventQueue {
  /** Event about a DMB; the token is the DMB's. */
  public static final int BUF = 0;

  /** Event about a function; the token is its GID. */
  public static final int DEV = 1;

  /** Event that a peer sent with SIGNAL_IEQ; the token is its GID. */
  public static final int SWR = 2;

  /** DEV: the function is in error state. */
  public static final int GID_IN_ERROR = 0x01;

  /** DEV: the function is disabled. */
  public static final int GID_DISABLED = 0x07;

  /** BUF: the user's function is disabled. */
  public static final int USER_DISABLED = 0x08;

  /** BUF: the owner is in error state. */
  public static final int OWNER_IN_ERROR = 0x02;

  /** BUF: the user is in error state. */
  public static final int USER_IN_ERROR = 0x03;

  /** BUF: the DMB is not registered any more. */
  public static final int DMB_UNREGISTERED = 0x04;

  /** BUF: the owner is in another VLAN. */
  public static final int VLAN_MISMATCH_WITH_OWNER = 0x05;

  /** BUF: the user is in another VLAN. */
  public static final int VLAN_MISMATCH_WITH_USER = 0x06;

  /** Bytes of the header. */
  public static final int HEADER = 32;

  /** Bytes of an entry. */
  public static final int ENTRY = 32;

  private final MemorySegment scratch = MemorySegment.ofArray(new long[HEADER / 8]);
  private boolean registered;
  private long address;
  private long length;
  private int entries;
  private long index;

  EventQueue() {}

  /**
   * Takes a queue of {@code newLength} bytes and writes its header. That the function writes the
   * lengths there is unverified: the driver does not, so if anyone does it is the function.
   *
   * @return 0 or the DMA's error code
   */
  int register(Dma dma, long newAddress, long newLength) {
    address = newAddress;
    length = newLength;
    entries = (int) Math.min((newLength - HEADER) / ENTRY, Integer.MAX_VALUE);
    index = 0;
    registered = true;
    scratch.set(Layouts.LONG, 0, 0);
    scratch.set(Layouts.LONG, 8, newLength);
    scratch.set(Layouts.LONG, 16, ENTRY);
    scratch.set(Layouts.LONG, 24, 0);
    return dma.write(newAddress, scratch, 0, HEADER);
  }

  void unregister() {
    registered = false;
    address = 0;
    length = 0;
    entries = 0;
    index = 0;
  }

  boolean registered() {
    return registered;
  }

  /** The I/O address; 0 where none is registered. */
  long address() {
    return address;
  }

  /** The length in bytes; 0 where none is registered. */
  long length() {
    return length;
  }

  /** The header's index. */
  long index() {
    return index;
  }

  /** Writes an entry, then the index. Answers 0 or the DMA's error code. */
  int put(Dma dma, int type, int code, long token, long time, long info) {
    int place = (int) (index % entries);
    scratch.set(Layouts.INT, 0, type);
    scratch.set(Layouts.INT, 4, code);
    scratch.set(Layouts.LONG, 8, token);
    scratch.set(Layouts.LONG, 16, time);
    scratch.set(Layouts.LONG, 24, info);
    int pec = dma.write(address + HEADER + (long) ENTRY * place, scratch, 0, ENTRY);
    if (pec != 0) {
      return pec;
    }
    index = place + 1L;
    scratch.set(Layouts.LONG, 0, index);
    return dma.write(address, scratch, 0, Long.BYTES);
  }
}
