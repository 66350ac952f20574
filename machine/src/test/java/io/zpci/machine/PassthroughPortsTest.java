package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PassingInstructions;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PassingDma;
import io.zpci.function.PassingFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxVersion;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function behind a route: who stands where, and what may stand between. */
class PassthroughPortsTest {
  private static final long GID = 0xa1a1_0000_0000_0001L;
  private static final int MOVES = 0;

  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder trace = new TraceRecorder();
  private final List<String> passed = new ArrayList<>();
  private final IsmPeer peer = new IsmPeer(new Fabric(0x100), GID, arena, 4096, Tap.NONE);
  private final IsmFunction function = peer.function();

  @AfterEach
  void close() {
    arena.close();
  }

  private static Route route(String name) {
    return Routes.named(name).orElseThrow();
  }

  private Passthrough open(String route, Between between) {
    return Passthrough.open(
        route(route), Stack.newest(), function, arena, Passthrough.STORAGE, between, trace);
  }

  private int storeBlock(Passthrough guest, IsmPeer.Dmb dmb, Bytes data) {
    data.copyTo(guest.storage().segment(), 0x100);
    long request = Request.of(guest.handle(), MOVES, data.size());
    long from = guest.storage().start() + 0x100;
    return guest
        .instructions()
        .storeBlock(Issue.HANDLE, request, dmb.token(), guest.storage(), from);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lpar", "zpci-io-region", "ism-vfio-pci-process"})
  void aBlockPassesEveryPlaceOnce(String route) {
    IsmPeer other = new IsmPeer(new Fabric(0x200), 2, arena, 4096, Tap.NONE);
    IsmPeer.Dmb dmb = other.register(64, other.gid());
    try (Passthrough guest =
        Passthrough.open(
            route(route),
            Stack.newest(),
            other.function(),
            arena,
            Passthrough.STORAGE,
            new Watching(),
            trace)) {
      Bytes data = Bytes.counting(1, 64);
      assertEquals(Outcome.OK, storeBlock(guest, dmb, data));
      assertEquals(List.of("guest 64", "host 64", "function 64", "dma write"), passed);
      Crossing root = trace.roots().getLast();
      assertEquals(guest.hasKernel() ? Hand.GUEST : Hand.PROCESS, root.hand());
      assertEquals(data, root.data());
    }
  }

  @Test
  void whatTheFunctionDoesUpwardsPassesToo() {
    try (Passthrough guest = open("lpar", new Watching())) {
      assertEquals(0, guest.boot());
      // The queue that the peer registered is not in this guest's I/O addresses.
      assertFalse(function.injectEvent(1, 2, 3, 4));
      assertEquals(List.of("dma write"), passed);
    }
  }

  @Test
  void whoStandsBetweenIsToldOfTheFunctionsEntry() {
    List<FunctionEntry> entries = new ArrayList<>();
    Between between =
        new Between() {
          @Override
          public void plugged(PciFunction plugged, FunctionEntry entry) {
            assertSame(function, plugged);
            entries.add(entry);
          }
        };
    try (Passthrough guest = open("lpar", between)) {
      assertEquals(1, entries.size());
      assertEquals(guest.handle(), entries.getFirst().handle());
      entries.getFirst().failed(0x003a, 0);
      assertEquals(
          Outcome.error(12),
          guest
              .instructions()
              .load(Issue.HANDLE, Request.of(guest.handle(), 15, 2), 0, new Register()));
    }
  }

  @Test
  void nothingBetweenIsNothing() {
    try (Passthrough guest = open("lpar", Between.NOTHING)) {
      assertSame(function, guest.function());
      assertEquals("lpar", guest.route().name());
      assertEquals(Stack.newest(), guest.stack());
      assertTrue(guest.hasKernel());
      assertEquals(guest.handle(), guest.io().zdev().handle());
      assertSame(guest.storage(), guest.dev().memory());
      assertEquals(0, guest.boot());
      assertEquals(0, guest.takeInterruptions());
      Register loaded = new Register();
      assertEquals(
          Outcome.OK,
          guest.instructions().load(Issue.HANDLE, Request.of(guest.handle(), 15, 2), 0, loaded));
      assertEquals(0x1410, loaded.get(), "1014 little-endian: IBM");
    }
  }

  @Test
  void aProcessHasNoKernel() {
    try (Passthrough process = open("ism-vfio-pci-process", Between.NOTHING)) {
      assertFalse(process.hasKernel());
      IllegalStateException thrown = assertThrows(IllegalStateException.class, process::kernel);
      assertEquals("route ism-vfio-pci-process: a process has no kernel", thrown.getMessage());
      assertThrows(IllegalStateException.class, process::io);
      assertEquals(0, process.boot());
    }
  }

  @Test
  void aRouteThatIsNotThereIsRefused() {
    Stack old =
        new Stack(
            Stack.newest().qemu(),
            LinuxVersion.named("linux-5.10").orElseThrow(),
            Stack.newest().guest(),
            Stack.newest().hostOrder(),
            true,
            false);
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () -> Passthrough.open(route("ism-vfio-pci"), old, function, arena, trace));
    assertTrue(thrown.getMessage().startsWith("route ism-vfio-pci: "), thrown.getMessage());
  }

  /** Says what passes, and lets it. */
  private final class Watching implements Between {
    @Override
    public PciInstructions guest(PciInstructions below, Tap tap) {
      return new WatchedInstructions("guest", below);
    }

    @Override
    public PciInstructions host(PciInstructions below, Tap tap) {
      return new WatchedInstructions("host", below);
    }

    @Override
    public PciFunction function(PciFunction below, Tap tap) {
      return new WatchedFunction(below);
    }

    @Override
    public Dma dma(Dma reached, Tap tap) {
      return new WatchedDma(reached);
    }

    @Override
    public Msi msi(Msi signalled, Tap tap) {
      return vector -> {
        passed.add("msi " + vector);
        signalled.signal(vector);
      };
    }
  }

  private final class WatchedInstructions extends PassingInstructions {
    private final String name;

    private WatchedInstructions(String name, PciInstructions below) {
      super(below);
      this.name = name;
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      passed.add(name + " " + Request.length(request));
      return super.storeBlock(issue, request, address, storage, storageAddress);
    }
  }

  private final class WatchedFunction extends PassingFunction {
    private WatchedFunction(PciFunction below) {
      super(below);
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      passed.add("function " + length);
      return super.storeBlock(space, offset, data, at, length);
    }
  }

  private final class WatchedDma extends PassingDma {
    private WatchedDma(Dma reached) {
      super(reached);
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      passed.add("dma write");
      return super.write(address, source, at, length);
    }
  }
}
