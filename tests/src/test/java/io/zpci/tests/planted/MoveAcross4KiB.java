package io.zpci.tests.planted;

import io.zpci.ism.MoveOffset;

/** A move whose first piece is as long as a block may be, wherever it starts. */
public final class MoveAcross4KiB {
  private static final int PAGE = 4096;
  private static final int START = 1000;
  private static final int SIZE = 6000;

  private MoveAcross4KiB() {}

  /** Pieces are cut by their length alone. */
  public static void planted(Ground ground) {
    long data = ground.dev().allocate(1 << 13);
    int piece;
    for (int done = 0; done < SIZE; done += piece) {
      piece = Math.min(PAGE, SIZE - done);
      long offset = MoveOffset.of(ground.token(), 0, false, START + done);
      ground.dev().storeBlock(0, offset, piece, data + done); // the bug
    }
  }

  /** Pieces end where 4 KiB of the DMB end. */
  public static void repaired(Ground ground) {
    long data = ground.dev().allocate(1 << 13);
    int piece;
    for (int done = 0; done < SIZE; done += piece) {
      int at = START + done;
      piece = Math.min(PAGE - at % PAGE, SIZE - done);
      long offset = MoveOffset.of(ground.token(), 0, false, at);
      ground.dev().storeBlock(0, offset, piece, data + done);
    }
  }
}
