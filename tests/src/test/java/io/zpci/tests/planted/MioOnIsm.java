package io.zpci.tests.planted;

import io.zpci.arch.Request;
import io.zpci.linux.LinuxIo;

/** The generic call, which becomes an MIO instruction wherever the machine has MIO. */
public final class MioOnIsm {
  private static final int READ_GID = 3;

  private MioOnIsm() {}

  /** By {@code zpci_write_block}. */
  public static void planted(Ground ground) {
    long request = ground.request(READ_GID, 8, 0);
    LinuxIo io = ground.passthrough().io();
    io.writeBlock(io.iomap(2), ground.dev().memory(), request, 8); // the bug
  }

  /** By {@code __zpci_store_block}. */
  public static void repaired(Ground ground) {
    long request = ground.request(READ_GID, 8, 0);
    LinuxIo io = ground.passthrough().io();
    io.storeBlock(Request.of(io.zdev().handle(), 2, 8), 0, ground.dev().memory(), request);
  }
}
