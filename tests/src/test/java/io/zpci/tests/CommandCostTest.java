package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.linux.Pages;
import io.zpci.machine.Stack;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import io.zpci.route.ZpciIoRegionRoute;
import io.zpci.trace.Cost;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a driver's calls cost by route, crossing by crossing: each instruction that is intercepted
 * exits and wakes the VMM, each access of the VMM to its device is a system call.
 */
class CommandCostTest {
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;
  private static final Map<Cost, Integer> NOTHING = Map.of();

  private static Map<Cost, Integer> intercepted(int instructions) {
    return Map.of(
        Cost.SIE_EXIT, instructions, Cost.CONTEXT_SWITCH, instructions, Cost.SYSCALL, instructions);
  }

  private static Arguments of(
      Route route,
      Map<Cost, Integer> query,
      Map<Cost, Integer> reset,
      Map<Cost, Integer> move,
      Map<Cost, Integer> map) {
    return Arguments.of(Named.of(route.name(), route), query, reset, move, map);
  }

  /**
   * A command with a payload: two blocks and the load of the response's header. One without: a
   * block and a load. A move in three pieces. A page mapped: a refresh, and a mapping in vfio.
   */
  static Stream<Arguments> routes() {
    return Stream.of(
        of(new LparRoute(), NOTHING, NOTHING, NOTHING, NOTHING),
        of(new InterpretationRoute(), NOTHING, NOTHING, NOTHING, intercepted(1)),
        of(new ZpciIoRegionRoute(), intercepted(3), intercepted(2), intercepted(3), intercepted(1)),
        of(
            new RelaxedPwriteRoute(),
            intercepted(3),
            intercepted(2),
            intercepted(3),
            intercepted(1)));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void everyCrossingIsCountedOnce(
      Route route,
      Map<Cost, Integer> query,
      Map<Cost, Integer> reset,
      Map<Cost, Integer> move,
      Map<Cost, Integer> map) {
    try (Arena arena = Arena.ofConfined()) {
      Fabric fabric = new Fabric(RoutedGuest.PCHID);
      RoutedGuest owner = guest(route, fabric, PEER_GID, arena);
      RoutedGuest guest = guest(route, fabric, GID, arena);
      IsmDriver peer = probed(owner.dev());
      IsmDriver driver = probed(guest.dev());
      IsmDmb dmb = new IsmDmb(1 << 16, 0, false, 0);
      assertEquals(0, peer.registerDmb(dmb, GID));
      guest.crossings.paid();

      assertEquals(0, driver.queryRemoteGid(PEER_GID, false, 0));
      assertEquals(query, guest.crossings.paid());
      assertEquals(0, driver.resetVlanRequired());
      assertEquals(reset, guest.crossings.paid());
      long page = guest.dev().allocate(2 * Pages.PAGE);
      assertEquals(0, driver.moveData(dmb.token(), 0, false, 4095, page, 1 + 4096 + 1));
      assertEquals(move, guest.crossings.paid());
      assertTrue(guest.dev().map(page, Pages.PAGE) > 0);
      assertEquals(map, guest.crossings.paid());
    }
  }

  private static RoutedGuest guest(Route route, Fabric fabric, long gid, Arena arena) {
    RoutedGuest guest = RoutedGuest.ism(route, Stack.newest(), fabric, gid, arena);
    assertEquals(0, guest.dma.enable());
    return guest;
  }

  private static IsmDriver probed(PciDev dev) {
    IsmDriver driver = new IsmDriver(IsmDriverVersion.named("6.1").orElseThrow(), dev, new Deaf());
    assertEquals(0, driver.probe());
    return driver;
  }

  /** Takes no notice. */
  private static final class Deaf implements IsmClient {
    @Override
    public void handleIrq(int index, int dmbeMask) {}

    @Override
    public void handleEvent(IsmEvent event) {}
  }
}
