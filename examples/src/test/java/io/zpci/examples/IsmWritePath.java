package io.zpci.examples;

import io.zpci.arch.Register;
import io.zpci.guest.PciDev;
import io.zpci.storage.GuestStorage;

/**
 * The write path of a driver for ISM: commands, and moves into the DMB of a peer. It stands on a
 * {@link PciDev}, so it runs in a guest's kernel and in a process.
 */
final class IsmWritePath {
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;
  private static final int PAGE = 4096;
  private static final long SIGNAL = 1L << 23;

  private final PciDev dev;
  private final GuestStorage memory;
  private final long request;

  IsmWritePath(PciDev dev) {
    this.dev = dev;
    this.memory = dev.memory();
    this.request = dev.allocate(PAGE);
  }

  /**
   * Sends a command: its payload first, then the header, which executes it.
   *
   * @return the return code of the response, or a negative errno
   */
  int command(int code, long... payload) {
    int length = HEADER + Long.BYTES * payload.length;
    memory.putInt(request, code);
    memory.putInt(request + 4, length);
    for (int i = 0; i < payload.length; i++) {
      memory.putLong(request + HEADER + (long) Long.BYTES * i, payload[i]);
    }
    int result = 0;
    if (payload.length > 0) {
      result = dev.storeBlock(COMMANDS, HEADER, length - HEADER, request + HEADER);
    }
    if (result == 0) {
      result = dev.storeBlock(COMMANDS, 0, HEADER, request);
    }
    Register response = new Register();
    if (result == 0) {
      result = dev.load(COMMANDS, 0, HEADER, response);
    }
    return result == 0 ? (int) (response.get() >>> 16) & 0xffff : result;
  }

  /**
   * Moves {@code size} bytes at {@code address} to {@code offset} of a DMB, in pieces that do not
   * cross 4 KiB of it. The last piece signals.
   *
   * @return 0, or the negative errno of the first piece that failed
   */
  int move(long token, int offset, long address, int size) {
    int done = 0;
    while (done < size) {
      int at = offset + done;
      int piece = Math.min(PAGE - at % PAGE, size - done);
      long signal = done + piece == size ? SIGNAL : 0;
      int result = dev.storeBlock(MOVES, token | signal | at, piece, address + done);
      if (result != 0) {
        return result;
      }
      done += piece;
    }
    return 0;
  }
}
