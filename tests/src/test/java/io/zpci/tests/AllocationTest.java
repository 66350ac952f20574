package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.arch.contract.Allocation;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vmm.QemuVersion;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing on the way allocates: 0 bytes an operation, on every route, in every version. */
@Tag("allocation")
class AllocationTest {
  /** So many operations a failure names: what allocates usually does so in hundreds of them. */
  private static final int NAMED = 10;

  private volatile @Nullable Object kept;

  @Test
  void anObjectPerOperationIsSeen() {
    assertTrue(Allocation.of(() -> kept = new Object()) >= Allocation.OPERATIONS * 8L);
  }

  @Test
  void nothingIsSeenWhereThereIsNothing() {
    assertEquals(0, Allocation.of(() -> kept = this));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void operationsOfAGuestAllocateNothing(Route route) {
    List<String> allocating = new ArrayList<>();
    int taken = 0;
    for (Stack stack : stacks()) {
      taken += onIsm(route, stack, allocating) + onMemory(route, stack, allocating);
    }
    assertEquals(List.of(), allocating);
    assertTrue(taken > 0, "taken with no versions");
  }

  @Test
  void movesArriveWhileTheyAreMeasured() {
    try (Arena arena = Arena.ofConfined()) {
      IsmFabricBench bench = new IsmFabricBench(arena);
      HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
      Below below = machine.plug(bench.function());
      GuestStorage storage = storage(arena);
      storage.putByte(EveryOperation.MEMORY, 0x5a);
      long request = Request.of(below.handle(), 0, 64);
      long offset = MoveOffset.of(0, 0, true, 0x40);
      Runnable move =
          () -> {
            bench.clearSummary();
            assertEquals(
                Outcome.OK,
                below
                    .instructions()
                    .storeBlock(0, request, offset, storage, EveryOperation.MEMORY));
          };
      assertEquals(0, Allocation.of(move));
      assertEquals(0x5a, bench.delivered(0x40));
      assertTrue(bench.interrupts() > 100, "interrupts: " + bench.interrupts());
    }
  }

  /** Routes that are found, and the one that the tests bring. */
  static Stream<Named<Route>> routes() {
    List<Route> found = Routes.all();
    Route own = new ForwardRoute();
    boolean isFound = found.stream().anyMatch(route -> route.name().equals(own.name()));
    return Stream.concat(found.stream(), isFound ? Stream.empty() : Stream.of(own))
        .map(route -> Named.of(route.name(), route));
  }

  /**
   * Each version of Linux and of QEMU that differs from the others on the way of an access, with
   * hosts of both byte orders, with MIO and without.
   */
  private static List<Stack> stacks() {
    List<LinuxVersion> linux =
        distinct(
            LinuxVersion.all(),
            each ->
                List.of(
                    each.iomapBase(),
                    each.sizeRule(),
                    each.accessor(),
                    each.configChecksEnabled(),
                    each.mmioSyscalls(),
                    each.vfio().barWidth(),
                    each.vfio().mapping(),
                    each.vfio().nonMappableBars(),
                    each.vfio().ismVfioPci(),
                    each.vfio().interpretation()));
    List<QemuVersion> qemu =
        distinct(
            QemuVersion.all(),
            each ->
                List.of(
                    each.pcistbLengthMask(),
                    each.acceptance(),
                    each.piecesReversed(),
                    each.badRegion(),
                    each.interpretation()));
    List<Stack> stacks = new ArrayList<>();
    for (int i = 0; i < Math.max(linux.size(), qemu.size()); i++) {
      LinuxVersion host = linux.get(i % linux.size());
      LinuxVersion guest = linux.get((i + 1) % linux.size());
      QemuVersion vmm = qemu.get(i % qemu.size());
      stacks.add(new Stack(vmm, host, guest, ByteOrder.BIG_ENDIAN, true, true));
      stacks.add(new Stack(vmm, host, guest, ByteOrder.BIG_ENDIAN, true, false));
      stacks.add(new Stack(vmm, host, guest, ByteOrder.BIG_ENDIAN, false, false));
      stacks.add(new Stack(vmm, host, guest, ByteOrder.LITTLE_ENDIAN, false, false));
    }
    return stacks;
  }

  /** The oldest of each {@code key}, oldest first. */
  private static <T> List<T> distinct(List<T> versions, Function<T, List<Object>> key) {
    Set<List<Object>> seen = new HashSet<>();
    return versions.stream().filter(each -> seen.add(key.apply(each))).toList();
  }

  private static int onIsm(Route route, Stack stack, List<String> allocating) {
    try (Arena arena = Arena.ofConfined()) {
      IsmFabricBench bench = new IsmFabricBench(arena);
      return on(route, stack, bench.function(), bench, arena, allocating);
    }
  }

  private static int onMemory(Route route, Stack stack, List<String> allocating) {
    try (Arena arena = Arena.ofConfined()) {
      return on(route, stack, MemoryFunction.memory(), null, arena, allocating);
    }
  }

  /** Answers 1, or 0 where the route cannot be taken. */
  private static int on(
      Route route,
      Stack stack,
      PciFunction function,
      @Nullable IsmFabricBench ism,
      Arena arena,
      List<String> allocating) {
    HostMachine machine = new HostMachine(stack, Tap.NONE);
    Facts facts = machine.facts(function.facts());
    if (route.unavailable(facts) != null) {
      return 0;
    }
    Below below = machine.plug(function);
    GuestStorage storage = storage(arena);
    EveryOperation every =
        new EveryOperation(
            storage,
            (name, operation) -> {
              long bytes = Allocation.of(operation);
              if (bytes != 0 && allocating.size() < NAMED) {
                allocating.add(name + " on " + function + ", " + stack + ": " + bytes);
              }
            });
    Guest guest = new Guest(storage, 0, new FloatingInterruption(true, () -> {}));
    try (Path path = route.connect(below, guest, facts)) {
      if (ism != null) {
        every.ism(path, ism);
      }
      every.kernelCalls(kernel(path, stack, facts), function.facts());
      every.instructions(path);
    }
    if (route instanceof ProcessRoute process) {
      every.regions(process.open(below, facts));
    }
    return 1;
  }

  private static LinuxIo kernel(Path path, Stack stack, Facts facts) {
    Zdev zdev = path.zdev(facts.function());
    return LinuxPci.of(
        stack.guest(),
        path.instructions(),
        zdev,
        path.mio(),
        stack.nullMappingSucceeds(),
        Tap.NONE);
  }

  private static GuestStorage storage(Arena arena) {
    return GuestStorage.allocate(arena, EveryOperation.MEMORY, 0x2000);
  }
}
