package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Busy is repeated by handle, is an error by MIO, and ends. */
class BusyFaultTest {
  private static final Bytes SIXTEEN = Bytes.counting(0x10, 16);

  private final Faults faults = new Faults(1);

  @Test
  void aKernelRepeatsByHandle() {
    Fault fault = faults.atHost().on(Operation.PCISTB).space(2).nth(2).busy(5);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      long address = bench.passthrough().dev().allocate(4096);
      for (int i = 0; i < 3; i++) {
        assertEquals(0, bench.passthrough().dev().storeBlock(2, 8, 16, address));
      }
      assertEquals(3, bench.seenBy("device").size());
      assertEquals(5, bench.seenBy("fault").size());
      assertEquals(1, fault.fired());
      // Three blocks: what repeats one, and goes through in the end, is no match of its own.
      assertEquals(3, fault.matched());
      assertEquals(
          List.of(
              "fault 1 at host: pcistb 2 0x8 16: busy (1 of 5)",
              "fault 1 at host: pcistb 2 0x8 16: busy (2 of 5)",
              "fault 1 at host: pcistb 2 0x8 16: busy (3 of 5)",
              "fault 1 at host: pcistb 2 0x8 16: busy (4 of 5)",
              "fault 1 at host: pcistb 2 0x8 16: busy (5 of 5)"),
          faults.fired().stream().map(Fired::toString).toList());
    }
  }

  @Test
  void aGuestIsToldAndTheJudgeDoesNotMind() {
    faults.atHost().on(Operation.PCISTB).busy(1);
    try (FaultBench bench = FaultBench.ism("relaxed-pwrite", faults)) {
      // The host's kernel repeats it; the guest learns nothing.
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      assertEquals(Verdict.DELIVERED, bench.judgeBlock(2, 8, SIXTEEN, Outcome.OK).verdict());
      assertNull(bench.judgeBlock(2, 8, SIXTEEN, Outcome.OK).brokenBy());
    }
  }

  @Test
  void busyByMioIsAnError() {
    faults.atHost().on(Operation.PCISTGI).busy(2);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      LinuxIo io = bench.passthrough().io();
      long bar = io.iomap(0);
      assertTrue(bar != IoAccessors.NULL);
      assertEquals(-Errno.EIO, io.zpciStore(bar + 0x40, 4, 0x1122_3344));
      assertEquals(-Errno.EIO, io.zpciStore(bar + 0x40, 4, 0x1122_3344));
      assertEquals(0, bench.inspect(0, 0x40, 4));
      assertEquals(0, io.zpciStore(bar + 0x40, 4, 0x1122_3344));
      assertEquals(0x1122_3344, bench.inspect(0, 0x40, 4));
      assertEquals("pcistgi 0 0x40 4", faults.fired().getFirst().what());
    }
  }

  @Test
  void aKernelRepeatsControlsToo() {
    faults.atGuest().control(PciInstruction.Mpcifc.class).busy(3);
    try (FaultBench bench = FaultBench.ism("bar-rw", faults)) {
      assertTrue(bench.passthrough().hasKernel());
      assertEquals(3, faults.fired().size());
      faults.assertAllFired();
    }
  }

  static Stream<Named<Route>> routes() {
    return Routes.all().stream()
        .filter(route -> !route.name().equals("bar-rw") && !route.name().equals("ism-vfio-pci"))
        .map(route -> Named.of(route.name(), route));
  }

  /** Each block, each load, each store of a probe is busy twice before it gets through. */
  @ParameterizedTest
  @MethodSource("routes")
  void aProbeSurvivesBusy(Route route) {
    Fault fault = faults.atHost().always().busy(2);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      long booted = fault.matched();
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), new NoClient());
      assertEquals(0, driver.probe());
      assertEquals(FaultBench.GID, driver.gid());
      long arrived = bench.seenBy("firmware").size();
      assertEquals(fault.matched() - booted, arrived);
      assertEquals(2 * fault.fired(), faults.fired().size());
      assertTrue(arrived > 20, "arrived " + arrived);
      assertEquals(Stack.newest(), bench.passthrough().stack());
      assertEquals(route instanceof ProcessRoute, !bench.passthrough().hasKernel());
    }
  }
}
