package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.IsmPeer;
import io.zpci.testkit.PassthroughTest;
import io.zpci.testkit.agent.DriverWatch;
import io.zpci.testkit.agent.WatchedDriver;
import io.zpci.tests.watch.MoveDriver;
import org.junit.jupiter.api.Test;

/** A driver that signals with every piece is blamed for it, by line. */
@PassthroughTest
class WatchedMoveTest {
  @Test
  void signalOnEveryPiece(PciDev dev, IsmFunction function, IsmPeer peer) {
    IsmPeer.Dmb dmb = peer.register(1 << 14, function.gid(), 7);
    long data = dev.allocate(1 << 14);

    try (DriverWatch watch = DriverWatch.attach("io.zpci.tests.watch")) {
      new MoveDriver(dev).send(dmb.token(), data, 10_000);

      assertEquals(
          """
          io.zpci.tests.watch: 3 calls, 1 finding
          R-22 at io.zpci.tests.watch.MoveDriver.send(MoveDriver.java:21), 2 times
            PciDev.storeBlock(space 0, offset 0x700800000, length 4096, address 0x108000)
            the signal stands in a piece that ends at 0x1000 of the DMB, and the next one goes on there
            what should hold: The signal flag stands in the last block of a transfer only, and tells of all earlier ones.\
          """,
          watch.report());
    }
  }

  @Test
  @WatchedDriver("io.zpci.tests.watch")
  void onePieceMaySignal(PciDev dev, IsmFunction function, IsmPeer peer) {
    IsmPeer.Dmb dmb = peer.register(1 << 14, function.gid());
    new MoveDriver(dev).send(dmb.token(), dev.allocate(4096), 4096);
  }
}
