package io.zpci.guest;

/**
 * What SMC makes of the device's events, and the events it sends itself. Source: spec ism 4.2,
 * 10.5.
 *
 * <p>An event of software carries the sender's GID and 8 bytes: four of an id, a VLAN id, a code.
 */
final class SmcEvents {
  /** Event code: the sender's connections are over. */
  static final int SHUTDOWN = 0x80;

  /** Event code: is the receiver there. */
  static final int TEST_LINK = 0x83;

  /** {@link IsmEvent#type}: a GID is in error state or disabled. */
  static final int DEV = 1;

  /** {@link IsmEvent#type}: an event that a guest sent. */
  static final int SWR = 2;

  private static final int REQUEST = 1;
  private static final int RESPONSE = 2;
  private static final int TRIGGER_IRQ = 1;

  private SmcEvents() {}

  /** Handles one event. Linux makes nothing of events of type BUF. */
  static void handle(SmcDevice device, IsmEvent event) {
    if (event.type() == DEV) {
      device.groups().peerIsGone(event.token());
    } else if (event.type() == SWR) {
      software(device, event);
    }
  }

  private static void software(SmcDevice device, IsmEvent event) {
    long info = event.info();
    if (event.code() == SHUTDOWN && vlan(info) == 0) {
      device.groups().peerIsGone(event.token());
    } else if (event.code() == TEST_LINK && code(info) == REQUEST) {
      int _ =
          device
              .driver()
              .signalEvent(event.token(), TRIGGER_IRQ, TEST_LINK, (info & ~0xffffL) | RESPONSE);
    }
  }

  /** Sends the shutdown of a link group. */
  static int signalShutdown(IsmDriver driver, long peerGid, int id) {
    return driver.signalEvent(peerGid, TRIGGER_IRQ, SHUTDOWN, (long) id << 32 | REQUEST);
  }

  private static int vlan(long info) {
    return (int) (info >>> 16) & 0xffff;
  }

  private static int code(long info) {
    return (int) info & 0xffff;
  }
}
