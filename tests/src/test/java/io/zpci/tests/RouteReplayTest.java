package io.zpci.tests;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real driver did, on every route. */
class RouteReplayTest {
  private static RouteSummary replay(String route, Stack stack) {
    return new RouteReplay(List.of(Routes.named(route).orElseThrow()))
        .replay(Recording.read(Stacks.recording("ism-smcd-two-guests")), stack)
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "ism-vfio-pci-process",
        "zpci-io-region",
        "relaxed-pwrite"
      })
  void routesThatCarryWholeBlocksDeliverEverything(String route) {
    RouteSummary summary = replay(route, Stack.newest());
    assertNull(summary.unavailable());
    assertEquals(294, summary.operations());
    assertEquals(294, summary.delivered());
    assertEquals(226, summary.blocks());
    assertEquals(68, summary.loads());
    assertEquals(0, summary.stores() + summary.mio());
    assertNull(summary.firstBreak());
    assertEquals(List.of(), summary.reasons());
  }

  @Test
  void of226BlocksQemuRefuses152() {
    RouteSummary summary = replay("bar-rw", Stack.newest());
    assertEquals("refused, MSI-X mandatory", summary.plug());
    Map<String, Integer> refused =
        summary.reasons().stream()
            .filter(reason -> reason.verdict() == Verdict.REFUSED)
            .collect(
                Collectors.toMap(
                    reason -> reason.brokenBy() + " " + reason.rule() + " " + reason.statement(),
                    RouteSummary.Reason::blocks));
    assertEquals(
        Map.of(
            "qemu qemu.pcistb.7 A block is longer than 8 bytes and a multiple of 8 long.", 57,
            "qemu qemu.pcistb.6 The offset of a block is a multiple of 8.", 30,
            "qemu qemu.pcistb.7 A block is not longer than the group's maxstbl.", 65),
        refused);
    int accepted =
        summary.reasons().stream()
            .filter(reason -> reason.verdict() != Verdict.REFUSED)
            .mapToInt(RouteSummary.Reason::blocks)
            .sum();
    assertEquals(74, accepted);
    assertEquals(152, summary.refused());
    assertEquals(142, summary.lost());
    assertEquals(0, summary.blocks() + summary.stores() + summary.loads() + summary.mio());
  }

  @Test
  void theFirstBreakIsNamed() {
    RouteSummary.FirstBreak broken = replay("bar-rw", Stack.newest()).firstBreak();
    assertEquals(8, broken.line());
    assertEquals("pcistb 2 0x8 8", broken.operation());
    assertEquals(Verdict.REFUSED, broken.verdict());
    assertEquals("qemu", broken.brokenBy());
    assertEquals("qemu.pcistb.7", broken.rule());
  }

  @Test
  void before611TheKernelCutsToFour() {
    RouteSummary summary =
        replay("bar-rw", Stacks.stack("qemu-7.2", "linux-5.10", BIG_ENDIAN, false, false));
    assertEquals(0, summary.blocks());
    assertTrue(summary.stores() > 74 * 2, "stores " + summary.stores());
    assertEquals(0, summary.mio());
    assertEquals(152, summary.refused());
    assertEquals(74, summary.lost());
  }

  @Test
  void otherKindsHaveNoGuestOperations() {
    RouteReplay replay = new RouteReplay(Routes.all());
    Recording split = Recording.read(Stacks.recording("split-linux-7.2"));
    String message =
        assertThrows(RecordingException.class, () -> replay.replay(split, Stack.newest()))
            .getMessage();
    assertTrue(message.contains("function-operations"), message);
    assertTrue(message.contains(":1: "), message);
  }
}
