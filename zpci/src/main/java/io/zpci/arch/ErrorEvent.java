package io.zpci.arch;

import io.zpci.storage.GuestStorage;

/**
 * An error event (CCDF, content code 1) as the operating system gets it. Source: spec zpci 13.2.
 *
 * @param handle the function's handle; 0 where the machine does not say
 * @param fid the function id; 0 where the machine does not say
 * @param address the failing I/O address
 * @param pec {@link Pec}
 */
public record ErrorEvent(int handle, int fid, long address, int pec) {
  /** Bytes of an event in storage. */
  public static final int SIZE = 32;

  private static final int HANDLE = 4;
  private static final int FID = 8;
  private static final int ADDRESS = 16;
  private static final int PEC = 30;

  /**
   * Writes the event's 32 bytes, big-endian, at {@code at}. What an event does not say, such as the
   * vector and the direction, is 0.
   *
   * @throws IndexOutOfBoundsException where {@code storage} does not hold them
   */
  public void encode(GuestStorage storage, long at) {
    for (int word = 0; word < SIZE; word += Long.BYTES) {
      storage.putLong(at + word, 0);
    }
    storage.putInt(at + HANDLE, handle);
    storage.putInt(at + FID, fid);
    storage.putLong(at + ADDRESS, address);
    storage.putShort(at + PEC, pec);
  }
}
