package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.Allocation;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.Stack;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import io.zpci.route.ZpciIoRegionRoute;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver's moves allocate nothing on their way, nor does the interrupt at their end. */
@Tag("allocation")
class DriverAllocationTest {
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;
  private static final int OFFSET = 0xf80;
  private static final int LENGTH = 9000;

  static Stream<Named<Route>> routes() {
    return Stream.<Route>of(
            new LparRoute(),
            new InterpretationRoute(),
            new ZpciIoRegionRoute(),
            new RelaxedPwriteRoute())
        .map(route -> Named.of(route.name(), route));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void movesAndTheirInterruptsAllocateNothing(Route route) {
    try (Arena arena = Arena.ofConfined()) {
      Fabric fabric = new Fabric(RoutedGuest.PCHID);
      Counted counted = new Counted();
      RoutedGuest owner = guest(route, fabric, PEER_GID, arena);
      RoutedGuest sender = guest(route, fabric, GID, arena);
      PciDev ownerDev = owner.dev();
      PciDev senderDev = sender.dev();
      IsmDriver receiving = probed(ownerDev, counted);
      IsmDriver sending = probed(senderDev, new Counted());
      IsmDmb dmb = new IsmDmb(1 << 16, 0, false, 0);
      assertEquals(0, receiving.registerDmb(dmb, sending.gid()));
      long from = senderDev.allocate(LENGTH);
      senderDev.memory().putByte(from + LENGTH - 1, 0x5a);
      Runnable move =
          () -> {
            assertEquals(0, sending.moveData(dmb.token(), 0, true, OFFSET, from, LENGTH));
            assertEquals(1, owner.kernel.takeInterruptions());
          };
      assertEquals(0, Allocation.of(move));
      assertEquals(0x5a, ownerDev.memory().getByte(dmb.address() + OFFSET + LENGTH - 1));
      assertTrue(counted.interrupts > 100, "interrupts: " + counted.interrupts);
    }
  }

  private static RoutedGuest guest(Route route, Fabric fabric, long gid, Arena arena) {
    RoutedGuest guest =
        new RoutedGuest(
            route, Stack.newest(), fabric.add(gid, IsmFacts.plain(RoutedGuest.PCHID)), arena);
    assertEquals(0, guest.dma.enable());
    return guest;
  }

  private static IsmDriver probed(PciDev dev, IsmClient client) {
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, client);
    assertEquals(0, driver.probe());
    return driver;
  }

  private static final class Counted implements IsmClient {
    private int interrupts;

    @Override
    public void handleIrq(int index, int dmbeMask) {
      interrupts++;
    }

    @Override
    public void handleEvent(IsmEvent event) {}
  }
}
