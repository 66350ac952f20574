package io.zpci.testkit.watched;

import io.zpci.guest.PciDev;
import io.zpci.ism.MoveOffset;

/** Moves of a driver, done right and done wrong; a comment marks each line to be blamed. */
public final class Moves {
  private static final int SPACE = 0;
  private static final int PAGE = 4096;

  private final PciDev dev;

  public Moves(PciDev dev) {
    this.dev = dev;
  }

  public int move(long token, int offset, long address, int size, boolean signal) {
    int done = 0;
    while (done < size) {
      int at = offset + done;
      int piece = Math.min(PAGE - at % PAGE, size - done);
      boolean last = done + piece == size;
      int result =
          dev.storeBlock(SPACE, MoveOffset.of(token, 0, signal && last, at), piece, address + done);
      if (result != 0) {
        return result;
      }
      done += piece;
    }
    return 0;
  }

  public void signalEachPiece(long token, int offset, long address, int size) {
    int done = 0;
    while (done < size) {
      int at = offset + done;
      int piece = Math.min(PAGE - at % PAGE, size - done);
      dev.storeBlock(SPACE, MoveOffset.of(token, 0, true, at), piece, address + done); // each piece
      done += piece;
    }
  }

  public void signalFirst(long token, long address) {
    dev.storeBlock(SPACE, MoveOffset.of(token, 0, true, 0), 8, address); // signal first
    dev.storeBlock(SPACE, MoveOffset.of(token, 0, false, 256), 64, address + 256);
  }

  public void acrossAPage(long token, long address) {
    dev.storeBlock(SPACE, MoveOffset.of(token, 0, false, 4000), 200, address); // across
  }

  public void tooLong(long token, long address) {
    dev.storeBlock(SPACE, MoveOffset.of(token, 0, false, 0), 4104, address); // too long
  }

  public void nothing(long token, long address) {
    dev.storeBlock(SPACE, MoveOffset.of(token, 0, false, 0), 0, address); // nothing
  }

  public void block(int space, long offset, int length, long address) {
    dev.storeBlock(space, offset, length, address); // block
  }

  public void load(int space, long offset, int length, io.zpci.arch.Register word) {
    dev.load(space, offset, length, word); // load
  }
}
