package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.linux.Pages;
import io.zpci.machine.Stack;
import io.zpci.route.BarRwRoute;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.IsmVfioPciRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import io.zpci.route.ZpciIoRegionRoute;
import io.zpci.trace.Cost;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes back up, by route: a guest's kernel maps pages and enables interrupts, a peer's signal
 * reaches its handler, and the crossings are counted. Source: spec passthrough a.7, a.9, d, e.5.
 */
class WayUpTest {
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;

  private final Arena arena = Arena.ofShared();
  private final Fabric fabric = new Fabric(RoutedGuest.PCHID);

  @AfterEach
  void close() {
    arena.close();
  }

  private static Arguments of(String name, Route route, Map<Cost, Integer> down, Map<Cost, Integer> up) {
    return Arguments.of(Named.of(name, route), down, up);
  }

  /** Routes that carry ISM; what a move costs its sender, and its owner until the handler ran. */
  static Stream<Arguments> carrying() {
    Map<Cost, Integer> intercepted =
        Map.of(Cost.SIE_EXIT, 1, Cost.CONTEXT_SWITCH, 1, Cost.SYSCALL, 1);
    // The host takes an interruption; the guest is kicked, takes one too, and issues SIC.
    Map<Cost, Integer> irqfd =
        Map.of(Cost.PSW_SWAP, 2, Cost.KICK, 1, Cost.SIE_EXIT, 2, Cost.CONTEXT_SWITCH, 1);
    return Stream.of(
        of("lpar", new LparRoute(), Map.of(), Map.of(Cost.PSW_SWAP, 1)),
        of(
            "interpretation",
            new InterpretationRoute(),
            Map.of(),
            Map.of(Cost.PSW_SWAP, 1, Cost.SIE_EXIT, 1, Cost.CONTEXT_SWITCH, 1)),
        of("interpretation without assist", new InterpretationRoute(false), Map.of(), irqfd),
        of("zpci-io-region", new ZpciIoRegionRoute(), intercepted, irqfd),
        of("relaxed-pwrite", new RelaxedPwriteRoute(), intercepted, irqfd));
  }

  private RoutedGuest guest(Route route, long gid) {
    return new RoutedGuest(route, Stack.newest(), fabric, gid, arena);
  }

  private RoutedGuest probed(Route route, long gid) {
    RoutedGuest guest = guest(route, gid);
    assertEquals(0, guest.start());
    long sba = guest.mapped(Pages.PAGE).ioAddress();
    assertEquals(0, guest.probe(sba, guest.mapped(Pages.PAGE).ioAddress()));
    return guest;
  }

  @ParameterizedTest
  @MethodSource("carrying")
  void aPeersSignalRunsTheHandlerOnce(
      Route route, Map<Cost, Integer> down, Map<Cost, Integer> up) {
    RoutedGuest sender = probed(route, GID);
    RoutedGuest owner = probed(route, PEER_GID);
    RoutedGuest.Mapped dmb = owner.mapped(RoutedGuest.DMB_LENGTH);
    fabric.nextToken(0);
    assertEquals(0, owner.registerDmb(dmb.ioAddress(), GID));
    sender.crossings.paid();
    owner.crossings.paid();

    assertEquals(0, sender.move(MoveOffset.of(0, 0, true, 0x40), 24, 0x5a));
    assertEquals(down, sender.crossings.paid());
    assertEquals(1, owner.kernel.takeInterruptions());
    assertEquals(List.of(0), owner.interrupts);
    assertEquals(up, owner.crossings.paid());
    assertEquals(0x5a5a_5a5a_5a5a_5a5aL, owner.storage().getLong(dmb.address() + 0x50));
    assertEquals(0, owner.storage().getLong(dmb.address() + 0x58));
    assertEquals(0, owner.kernel.takeInterruptions());
    assertEquals(List.of(), sender.interrupts);
  }

  @ParameterizedTest
  @MethodSource("carrying")
  void eachOfManySignalsRunsTheHandlerOnce(Route route) {
    RoutedGuest sender = probed(route, GID);
    RoutedGuest owner = guest(route, PEER_GID);
    assertEquals(0, owner.start());
    RoutedGuest.Mapped sba = owner.mapped(Pages.PAGE);
    assertEquals(0, owner.probe(sba.ioAddress(), owner.mapped(Pages.PAGE).ioAddress()));
    fabric.nextToken(0);
    long dmb = owner.mapped(RoutedGuest.DMB_LENGTH).ioAddress();
    assertEquals(0, owner.registerDmb(dmb, GID));
    for (int i = 1; i <= 20; i++) {
      assertEquals(0, sender.move(MoveOffset.of(0, 0, true, i * 64), 16, i));
      owner.kernel.takeInterruptions();
      assertEquals(i, owner.interrupts.size());
      for (int at = 0; at < Pages.PAGE; at += Long.BYTES) {
        owner.storage().putLong(sba.address() + at, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("carrying")
  void dmaOutsideAMappingPutsTheFunctionIntoError(Route route) {
    RoutedGuest guest = guest(route, GID);
    assertEquals(0, guest.start());
    RoutedGuest.Mapped page = guest.mapped(Pages.PAGE);
    int result = guest.command(IsmCommand.REG_SBA, page.ioAddress() + Pages.PAGE);
    assertTrue(result == 0 || result == -Errno.EIO || result == -Errno.ENXIO, "result " + result);
    assertEquals(FunctionState.ERROR, guest.below.entry().state());
    assertEquals(0, guest.function.sbaAddress());
    assertEquals(0, guest.kernel.takeInterruptions());
  }

  @ParameterizedTest
  @MethodSource("carrying")
  void whatIsUnmappedIsOutOfReachAgain(Route route) {
    RoutedGuest sender = probed(route, GID);
    RoutedGuest owner = probed(route, PEER_GID);
    RoutedGuest.Mapped dmb = owner.mapped(RoutedGuest.DMB_LENGTH);
    fabric.nextToken(0);
    assertEquals(0, owner.registerDmb(dmb.ioAddress(), GID));
    assertEquals(0, sender.move(MoveOffset.of(0, 0, false, 0), 16, 0x11));
    assertEquals(0, owner.dma.unmap(dmb.ioAddress(), RoutedGuest.DMB_LENGTH));
    int unused = sender.move(MoveOffset.of(0, 0, false, 0), 16, 0x22);
    assertEquals(0x1111_1111_1111_1111L, owner.storage().getLong(dmb.address()));
    assertEquals(FunctionState.ERROR, owner.below.entry().state());
  }

  /** Routes of shipped QEMUs that refuse the device. */
  static Stream<Named<Route>> refusing() {
    return Stream.of(
        Named.of("bar-rw", new BarRwRoute()), Named.of("ism-vfio-pci", new IsmVfioPciRoute()));
  }

  @ParameterizedTest
  @MethodSource("refusing")
  void aRouteThatRefusesTheDeviceMapsButCarriesNoCommandAndNoMessage(Route route) {
    RoutedGuest guest = guest(route, GID);
    assertEquals(0, guest.start());
    RoutedGuest.Mapped page = guest.mapped(Pages.PAGE);
    guest.crossings.broken();
    assertEquals(-Errno.ENXIO, guest.command(IsmCommand.REG_SBA, page.ioAddress()));
    assertTrue(
        guest.crossings.broken().contains("qemu.pcistb.7"), "the command's header has 8 bytes");
    guest.path.msi().signal(0);
    assertEquals(0, guest.kernel.takeInterruptions());
    assertEquals(List.of(), guest.interrupts);
  }
}
