package io.zpci.tests.planted;

import io.zpci.ism.MoveOffset;

/** A move of several pieces, of which each tells the owner that all is there. */
public final class SignalOnEveryPiece {
  private static final int PAGE = 4096;
  private static final int SIZE = 10_000;

  private SignalOnEveryPiece() {}

  /** Each piece signals. */
  public static void planted(Ground ground) {
    long data = ground.dev().allocate(1 << 14);
    int piece;
    for (int at = 0; at < SIZE; at += piece) {
      piece = Math.min(PAGE, SIZE - at);
      long offset = MoveOffset.of(ground.token(), 0, true, at);
      ground.dev().storeBlock(0, offset, piece, data + at); // the bug
    }
  }

  /** The last piece signals. */
  public static void repaired(Ground ground) {
    long data = ground.dev().allocate(1 << 14);
    int piece;
    for (int at = 0; at < SIZE; at += piece) {
      piece = Math.min(PAGE, SIZE - at);
      long offset = MoveOffset.of(ground.token(), 0, at + piece == SIZE, at);
      ground.dev().storeBlock(0, offset, piece, data + at);
    }
  }
}
