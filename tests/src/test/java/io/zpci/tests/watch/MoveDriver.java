package io.zpci.tests.watch;

import io.zpci.guest.PciDev;
import io.zpci.ism.MoveOffset;

/** A driver that moves data to a peer's DMB. */
public final class MoveDriver {
  private static final int PAGE = 4096;

  private final PciDev dev;

  /** The driver of {@code dev}. */
  public MoveDriver(PciDev dev) {
    this.dev = dev;
  }

  /** Moves {@code size} bytes at {@code address} to the start of the DMB of {@code token}. */
  public void send(long token, long address, int size) {
    for (int at = 0; at < size; at += PAGE) {
      int piece = Math.min(PAGE, size - at);
      dev.storeBlock(0, MoveOffset.of(token, 0, true, at), piece, address + at);
    }
  }
}
