package io.zpci.examples;

import static io.zpci.testkit.Access.move;
import static io.zpci.testkit.Access.pcilg;
import static io.zpci.testkit.Access.pcistb;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.machine.IsmPeer;
import io.zpci.testkit.EveryRoute;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;

/**
 * {@code mvn -pl examples -am test -Dtest=E1JavaWritePathTest
 * -Dsurefire.failIfNoSpecifiedTests=false}
 *
 * <p>A write path in Java under test: it is right on a route that passes blocks on, and the test
 * names the hand that stops it on {@code bar-rw}.
 */
class E1JavaWritePathTest {
  private static final int ADD_VLAN_ID = 0x04;
  private static final int SIZE = 10_000;

  @PassthroughTest
  void payloadArrivesBeforeItsHeader(PciDev dev, TraceRecorder trace) {
    assertEquals(0, new IsmWritePath(dev).command(ADD_VLAN_ID, 0x1fffL));
    assertThat(trace)
        .issued()
        .exactly(
            pcistb(2, 8, 8).of("0000000000001fff"),
            pcistb(2, 0, 8).of("0000000400000010"),
            pcilg(2, 0, 8));
    assertThat(trace).delivered().noRuleBroken().payloadBeforeHeader();
  }

  @PassthroughTest
  void moveIsCutAt4KiBOfTheDmbAndSignalsOnce(
      PciDev dev, IsmFunction function, IsmPeer peer, TraceRecorder trace) {
    IsmPeer.Dmb dmb = peer.register(4 * 4096, function.gid());
    long data = fill(dev);
    assertEquals(0, new IsmWritePath(dev).move(dmb.token(), 100, data, SIZE));
    assertThat(trace)
        .arrived()
        .exactly(
            move(dmb.token(), 100, 3996).silent(),
            move(dmb.token(), 4096, 4096).silent(),
            move(dmb.token(), 8192, 1908).signalling());
    assertThat(trace).wholeBlocksOnly().noRuleBroken().signalAfterData();
    assertEquals(Bytes.counting(1, SIZE), peer.read(dmb, 100, SIZE));
    assertTrue(peer.signalled(dmb));
  }

  /** QEMU takes no block of 8 bytes: the driver learns of it, and the device sees nothing. */
  @PassthroughTest(route = "bar-rw")
  void qemuStopsTheHeaderOnBarRw(PciDev dev, TraceRecorder trace) {
    assertEquals(-Errno.ENXIO, new IsmWritePath(dev).command(ADD_VLAN_ID, 0x1fffL));
    assertThat(trace).ruleBroken("qemu.pcistb.7", Hand.QEMU).nothingReachedDevice();
  }

  /** The same move wherever it arrives whole. */
  @EveryRoute(except = {"bar-rw", "ism-vfio-pci"})
  void moveArrivesWholeOnEveryOtherRoute(
      PciDev dev, IsmFunction function, IsmPeer peer, TraceRecorder trace) {
    IsmPeer.Dmb dmb = peer.register(4 * 4096, function.gid());
    assertEquals(0, new IsmWritePath(dev).move(dmb.token(), 100, fill(dev), SIZE));
    assertThat(trace).wholeBlocksOnly().signalAfterData();
    assertEquals(Bytes.counting(1, SIZE), peer.read(dmb, 100, SIZE));
  }

  private static long fill(PciDev dev) {
    long data = dev.allocate(SIZE);
    for (int i = 0; i < SIZE; i++) {
      dev.memory().putByte(data + i, i + 1);
    }
    return data;
  }
}
