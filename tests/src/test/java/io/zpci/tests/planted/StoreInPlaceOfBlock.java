package io.zpci.tests.planted;

import io.zpci.arch.Request;
import io.zpci.linux.LinuxIo;

/** A header is 8 bytes, and so is a store: it looks as if one could stand for the other. */
public final class StoreInPlaceOfBlock {
  private static final int READ_GID = 3;

  private StoreInPlaceOfBlock() {}

  /** The header is stored. */
  public static void planted(Ground ground) {
    long request = ground.request(READ_GID, 8, 0);
    LinuxIo io = ground.passthrough().io();
    long header = ground.dev().memory().getLong(request);
    io.store(Request.of(io.zdev().handle(), 2, 8), 0, header); // the bug
    ground.answer();
  }

  /** The header is a block. */
  public static void repaired(Ground ground) {
    long request = ground.request(READ_GID, 8, 0);
    LinuxIo io = ground.passthrough().io();
    io.storeBlock(Request.of(io.zdev().handle(), 2, 8), 0, ground.dev().memory(), request);
    ground.answer();
  }
}
