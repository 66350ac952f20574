package io.zpci.tests.planted;

/** A command whose header executes what is not there yet. */
public final class HeaderBeforePayload {
  private static final int ADD_VLAN = 4;

  private HeaderBeforePayload() {}

  /** The header goes first. */
  public static void planted(Ground ground) {
    long request = ground.request(ADD_VLAN, 16, 5);
    ground.dev().storeBlock(2, 0, 8, request); // the bug
    ground.dev().storeBlock(2, 8, 8, request + 8);
    ground.answer();
  }

  /** The header goes last. */
  public static void repaired(Ground ground) {
    long request = ground.request(ADD_VLAN, 16, 5);
    ground.dev().storeBlock(2, 8, 8, request + 8);
    ground.dev().storeBlock(2, 0, 8, request);
    ground.answer();
  }
}
