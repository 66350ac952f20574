package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.guest.ClcFacts;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.guest.SmcConnection;
import io.zpci.guest.SmcDevice;
import io.zpci.ism.Fabric;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;
import io.zpci.machine.Stack;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What guests took to talk they give back: pages, mappings, registrations, of the guest's kernel
 * and below it. Tables of I/O translation stay where they were made, so that the second time
 * counts.
 */
class DriverCleanupTest {
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;
  private static final int LENGTH = 40_000;

  private final Arena arena = Arena.ofShared();
  private final Fabric fabric = new Fabric(RoutedGuest.PCHID);

  @AfterEach
  void close() {
    arena.close();
  }

  static Stream<Named<Route>> routes() {
    return Stream.<Route>of(new LparRoute(), new InterpretationRoute(), new RelaxedPwriteRoute())
        .map(route -> Named.of(route.name(), route));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void guestsThatTalkedLeaveNothing(Route route) {
    RoutedGuest one = guest(route, GID);
    RoutedGuest other = guest(route, PEER_GID);
    talk(one, other);
    Held before = Held.of(one);
    Held peersBefore = Held.of(other);
    for (int i = 0; i < 3; i++) {
      talk(one, other);
      assertEquals(before, Held.of(one));
      assertEquals(peersBefore, Held.of(other));
    }
    assertEquals(0, before.reachable());
    assertFalse(before.interrupts());
    assertEquals(0, peersBefore.reachable());
    assertFalse(peersBefore.interrupts());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aProbeThatFailsLeavesNothing(Route route) {
    RoutedGuest guest = guest(route, GID);
    for (IsmDriverVersion version : IsmDriverVersion.all()) {
      FailingDev dev = new FailingDev(guest.dev());
      SmcDevice first = device(version, dev);
      assertEquals(0, first.probe());
      first.remove();
      Held before = Held.of(guest);
      int failed = 0;
      for (int call = 1; call <= FailingDev.CALLS; call++) {
        dev.failAt(call);
        SmcDevice device = device(version, dev);
        if (device.probe() == 0) {
          device.remove();
        } else {
          failed++;
        }
        assertEquals(before, Held.of(guest), version + ", call " + call);
        // A response that was not loaded leaves the function with what the driver gave up.
        guest.host.reset(fabric.function(GID));
      }
      assertTrue(failed >= 6, "failed probes: " + failed);
    }
  }

  private RoutedGuest guest(Route route, long gid) {
    RoutedGuest guest = RoutedGuest.ism(route, Stack.newest(), fabric, gid, arena);
    assertEquals(0, guest.dma.enable());
    return guest;
  }

  private static SmcDevice device(IsmDriverVersion version, PciDev dev) {
    return new SmcDevice(version, dev, ClcFacts.systemEid(0x1234, 0x8561));
  }

  /** Both probe, connect, say something, close, and are removed. */
  private static void talk(RoutedGuest one, RoutedGuest other) {
    PciDev dev = one.dev();
    PciDev peersDev = other.dev();
    SmcDevice device = device(IsmDriverVersion.newest(), dev);
    SmcDevice peer = device(IsmDriverVersion.newest(), peersDev);
    assertEquals(0, device.probe());
    assertEquals(0, peer.probe());
    SmcConnection client = new SmcConnection(device, 2);
    SmcConnection server = new SmcConnection(peer, 2);
    assertEquals(0, server.accept(GID));
    assertEquals(0, client.connect(server.facts()));
    server.confirm(client.facts());
    long from = dev.allocate(LENGTH);
    long to = peersDev.allocate(LENGTH);
    assertEquals(LENGTH, client.send(from, LENGTH));
    turn(one, device, other, peer);
    assertEquals(LENGTH, server.receive(to, LENGTH));
    turn(one, device, other, peer);
    dev.free(from, LENGTH);
    peersDev.free(to, LENGTH);
    assertEquals(0, client.close());
    turn(one, device, other, peer);
    assertEquals(0, server.close());
    turn(one, device, other, peer);
    device.remove();
    peer.remove();
    int _ = one.kernel.takeInterruptions() + other.kernel.takeInterruptions();
  }

  private static void turn(RoutedGuest one, SmcDevice device, RoutedGuest other, SmcDevice peer) {
    int done;
    do {
      done = one.kernel.takeInterruptions() + device.poll();
      done += other.kernel.takeInterruptions() + peer.poll();
    } while (done > 0);
  }

  /**
   * What a guest holds.
   *
   * @param pages free pages of its kernel
   * @param hostPages free pages of the machine's kernel; 0 where the guest is the machine's
   * @param reachable pages of I/O addresses that its function reaches
   * @param interrupts whether the machine has interrupts registered for it
   * @param translating whether the machine has an anchor registered for it
   */
  private record Held(
      int pages, int hostPages, int reachable, boolean interrupts, boolean translating) {
    static Held of(RoutedGuest guest) {
      boolean machine = guest.path.interruption().equals(guest.below.interruption());
      return new Held(
          free(guest.kernel),
          machine ? 0 : free(guest.host.kernel()),
          reachable(guest),
          guest.below.entry().interruptsRegistered(),
          guest.below.entry().dma().registered());
    }

    private static int free(LinuxKernel kernel) {
      List<Long> taken = new ArrayList<>();
      for (long page = 0; page >= 0; ) {
        page = kernel.pages().allocate(Pages.PAGE);
        if (page >= 0) {
          taken.add(page);
        }
      }
      taken.forEach(page -> kernel.pages().free(page, Pages.PAGE));
      return taken.size();
    }

    private static int reachable(RoutedGuest guest) {
      int pages = 0;
      long start = guest.dma.start();
      for (long at = 0; at < guest.storage().end() && start + at <= guest.dma.end(); ) {
        pages += guest.path.dma().check(start + at, 1) == 0 ? 1 : 0;
        at += Pages.PAGE;
      }
      return pages;
    }
  }

  /** A function of which one call fails. */
  private static final class FailingDev extends PassingDev {
    /** More than a probe makes. */
    static final int CALLS = 24;

    private int left;

    FailingDev(PciDev below) {
      super(below);
    }

    /** The {@code call}-th from now on fails: taking memory, mapping, an interrupt, a load. */
    void failAt(int call) {
      left = call;
    }

    private boolean fails() {
      return --left == 0;
    }

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      return fails() ? -Errno.EIO : super.load(space, offset, length, loaded);
    }

    @Override
    public long allocate(long size) {
      return fails() ? -Errno.ENOMEM : super.allocate(size);
    }

    @Override
    public long map(long address, long size) {
      return fails() ? -Errno.ENOMEM : super.map(address, size);
    }

    @Override
    public int requestIrq(Runnable handler) {
      return fails() ? -Errno.EIO : super.requestIrq(handler);
    }
  }
}
