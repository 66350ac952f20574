package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which hand stands in which column. */
class LanesTest {
  private static final Hand OWN = new Hand("own");

  private final Lanes lanes = new Lanes();

  private static Crossing tree(Hand... hands) {
    TraceRecorder tap = new TraceRecorder();
    for (Hand hand : hands) {
      tap.enter(hand, Operation.PCILG, 0, 0, 8, null, 0, 0);
    }
    for (Hand _ : hands) {
      tap.exit(0, 0);
    }
    return tap.roots().getFirst();
  }

  @Test
  void handsOfDifferentRoutesShareAColumn() {
    lanes.add(1, tree(Hand.GUEST, Hand.QEMU, Hand.VFIO, Hand.DEVICE));
    lanes.add(2, tree(Hand.PROCESS, Hand.ISM_VFIO_PCI, Hand.FIRMWARE));
    assertEquals(
        List.of(
            List.of(Hand.GUEST, Hand.PROCESS),
            List.of(Hand.QEMU),
            List.of(Hand.VFIO, Hand.ISM_VFIO_PCI),
            List.of(Hand.FIRMWARE),
            List.of(Hand.DEVICE)),
        lanes.columns());
  }

  @Test
  void handsOfOneRouteDoNot() {
    lanes.add(1, tree(Hand.GUEST, Hand.ISM_VFIO_PCI, Hand.VFIO));
    assertEquals(
        List.of(
            List.of(Hand.GUEST),
            List.of(Hand.VFIO),
            List.of(Hand.ISM_VFIO_PCI),
            List.of(Hand.DEVICE)),
        lanes.columns());
  }

  @Test
  void deviceIsThereThoughNothingReachedIt() {
    lanes.add(1, tree(Hand.GUEST));
    assertEquals(List.of(List.of(Hand.GUEST), List.of(Hand.DEVICE)), lanes.columns());
  }

  @Test
  void unknownHandStandsBehindWhoCalledIt() {
    lanes.add(1, tree(Hand.GUEST, OWN, Hand.FIRMWARE));
    assertEquals(
        List.of(List.of(Hand.GUEST), List.of(OWN), List.of(Hand.FIRMWARE), List.of(Hand.DEVICE)),
        lanes.columns());
  }

  @Test
  void unknownIssuerStandsFirst() {
    lanes.add(1, tree(OWN, Hand.QEMU));
    assertEquals(List.of(List.of(OWN), List.of(Hand.QEMU), List.of(Hand.DEVICE)), lanes.columns());
  }
}
