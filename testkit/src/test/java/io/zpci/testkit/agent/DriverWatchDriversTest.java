package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.MemoryFunction;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.testkit.SecondCpu;
import io.zpci.testkit.watched.Pointers;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole drivers under a watch, other machines, other functions. */
class DriverWatchDriversTest {
  private static final String DRIVERS = "io.zpci.testkit.watched";

  private static final IsmClient NOBODY =
      new IsmClient() {
        @Override
        public void handleIrq(int index, int dmbeMask) {}

        @Override
        public void handleEvent(IsmEvent event) {}
      };

  static Stream<Route> routes() {
    return Routes.all().stream();
  }

  static Stream<IsmDriverVersion> versions() {
    return IsmDriverVersion.all().stream();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void ismDriverBreaksNothingOnAnyRoute(Route route) {
    try (WatchedIsm ism = WatchedIsm.by(route);
        DriverWatch watch = DriverWatch.attach("io.zpci.guest")) {
      IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), ism.passthrough.dev(), NOBODY);
      // The first page of a process has the address 0.
      assertTrue(ism.page() >= 0);
      boolean works = driver.probe() == 0;
      // The two upstream ways have no interrupts for ISM, or no blocks.
      assertEquals(!List.of("bar-rw", "ism-vfio-pci").contains(route.name()), works);
      if (works) {
        IsmDmb dmb = new IsmDmb(1 << 13, 0, false, 0);
        assertEquals(0, driver.registerDmb(dmb, ism.peer.gid()));
        assertEquals(0, driver.unregisterDmb(dmb));
        driver.remove();
      }
      watch.assertClean();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void talkBreaksNothing(IsmDriverVersion version) {
    TalkPlan plan = new TalkPlan(64 << 10, 1, TalkPlan.MOST, 2, 1, version, 1);
    try (DriverWatch watch = DriverWatch.attach("io.zpci.guest")) {
      TalkResult result = Talk.run(new LparRoute(), Stack.newest(), plan, _ -> {});
      assertNull(result.firstBreak());
      assertTrue(watch.calls() > 100, watch.report());
      watch.assertClean();
    }
  }

  @Test
  void driverWithoutALockMixesTheCommandsOfTwoThreads() throws InterruptedException {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach("io.zpci.guest.IsmCommands")) {
      IsmDriver[] driver = new IsmDriver[1];
      SecondCpu shared =
          new SecondCpu(
              ism.passthrough.dev(),
              _ -> {
                Thread other = new Thread(() -> driver[0].addVlan(6));
                other.start();
                try {
                  other.join();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              false);
      driver[0] = new IsmDriver(IsmDriverVersion.named("5.10").orElseThrow(), shared, NOBODY);
      assertEquals(0, driver[0].probe());
      watch.assertClean();
      shared.arm();
      driver[0].addVlan(5);
      assertEquals(1, watch.findings().size(), watch.report());
      Finding finding = watch.findings().getFirst();
      assertEquals("R-17", finding.rule().id());
      assertEquals("sequence", finding.line().getMethodName());
      assertEquals("IsmCommands.java", finding.line().getFileName(), finding.place());
      assertTrue(finding.line().getLineNumber() > 0, finding.place());
      assertTrue(finding.call().startsWith("PciDev.storeBlock(space 2, offset 0x8, length 8,"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // offset, length, rule, what
    "0, 8, R-02, in place of a block: pcistg of 8 bytes at 2+0x0",
    "8, 256, R-03, 'in place of one block: 2 instructions, the first is pcistb of 128 bytes at"
        + " 2+0x8'",
    "8, 64, watch.accessor, the function has no MIO: pcistb of 64 bytes at 2+0x8",
    "8, 20, R-02, in place of a block: pcistg of 8 bytes at 2+0x8"
  })
  void copyWithoutMio(int offset, long count, String rule, String what) {
    try (WatchedIsm ism = WatchedIsm.withoutMio();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      long page = ism.page();
      new Pointers(ism.passthrough.io(), ism.passthrough.storage()).copy(2, offset, page, count);
      assertBlamed(watch, rule, "memcpy_toio", what);
    }
  }

  @Test
  void accessorsWithoutMio() {
    try (WatchedIsm ism = WatchedIsm.withoutMio();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      Pointers pointers = new Pointers(ism.passthrough.io(), ism.passthrough.storage());
      pointers.read();
      assertBlamed(
          watch, "watch.accessor", "ioread", "the function has no MIO: pcilg of 4 bytes at 2+0x0");
    }
    try (WatchedIsm ism = WatchedIsm.withoutMio();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      new Pointers(ism.passthrough.io(), ism.passthrough.storage()).write();
      assertBlamed(watch, "R-02", "iowrite", "in place of a block: pcistg of 8 bytes at 2+0x0");
    }
  }

  private static void assertBlamed(DriverWatch watch, String rule, String mark, String what) {
    assertEquals(1, watch.findings().size(), watch.report());
    Finding finding = watch.findings().getFirst();
    assertEquals(rule, finding.rule().id());
    assertEquals(Marked.line(Pointers.class, mark), finding.line().getLineNumber());
    assertEquals(what, finding.what());
  }

  @Test
  void memoryFunctionTakesAccessors() {
    Arena arena = Arena.ofAuto();
    try (Passthrough memory =
            Passthrough.open(
                new LparRoute(), Stack.newest(), MemoryFunction.memory(), arena, Tap.NONE);
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      assertEquals(0, memory.boot());
      Pointers pointers = new Pointers(memory.io(), memory.storage());
      long page = memory.dev().allocate(4096);
      pointers.write();
      assertEquals(0x0300_0000L, pointers.read());
      pointers.copy(0, 0, page, 256);
      pointers.copy(0, 0, page, 13);
      pointers.store(5);
      pointers.storeBlock(0, 0, 16, page);
      watch.assertClean();
      assertEquals(6, watch.calls());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "firmware.pcistb.offset, 4, 16, 0",
    "firmware.pcistb.length, 0, 8, 0",
    "firmware.pcistb.length, 0, 20, 0",
    "firmware.pcistb.length, 0, 136, 0",
    "firmware.pcistb.page, 0xff8, 16, 0",
    "firmware.pcistb.storage, 0, 16, 4",
    "R-32, 0xfff8, 16, 0"
  })
  void strictBlocks(String rule, String offset, int length, int misaligned) {
    Arena arena = Arena.ofAuto();
    try (Passthrough memory =
            Passthrough.open(
                new LparRoute(), Stack.newest(), MemoryFunction.memory(), arena, Tap.NONE);
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      long page = memory.dev().allocate(4096);
      new Pointers(memory.io(), memory.storage())
          .storeBlock(0, Long.decode(offset), length, page + misaligned);
      assertBlamed(
          watch,
          rule,
          "block",
          "pcistb of %d bytes at 0+0x%x".formatted(length, Long.decode(offset)));
    }
  }

  @Test
  void instructionsTellWhoseTheyAreWhenTheyArrive() {
    Arena arena = Arena.ofAuto();
    try (Passthrough memory =
            Passthrough.open(
                new LparRoute(), Stack.newest(), MemoryFunction.memory(), arena, Tap.NONE);
        WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      Pointers.pcistg(memory.instructions(), memory.handle(), 5);
      watch.assertClean();
      Pointers.pcistg(ism.passthrough.instructions(), ism.passthrough.handle(), 5);
      assertBlamed(watch, "R-02", "PCISTG", "in place of a block: pcistg of 8 bytes at 2+0x0");
      assertEquals(1, watch.findings().getFirst().times());
    }
  }
}
