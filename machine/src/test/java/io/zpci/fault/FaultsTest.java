package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.function.Dma;
import io.zpci.function.FlatDma;
import io.zpci.function.MemoryFunction;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.route.ProcessInstructions;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Faults as a whole: where they stand, what they tell, and that they repeat. */
class FaultsTest {
  private static final Bytes DATA = Bytes.counting(0, 64);

  private final Faults faults = new Faults(42);

  @Test
  void aPortWithoutFaultsIsGivenBackAsItIs() {
    PciInstructions instructions = new ProcessInstructions(new NoDevice());
    PciFunction function = MemoryFunction.memory();
    Dma dma = new FlatDma(GuestStorage.allocate(Arena.ofAuto(), 0, 4096));
    Msi msi = _ -> {};
    Faults standing = new Faults(1).standing();
    assertSame(instructions, faults.guest(instructions, Tap.NONE));
    assertSame(instructions, faults.host(instructions, Tap.NONE));
    assertSame(function, faults.function(function, Tap.NONE));
    assertSame(dma, faults.dma(dma, Tap.NONE));
    assertSame(msi, faults.msi(msi, Tap.NONE));
    assertNotSame(instructions, standing.guest(instructions, Tap.NONE));
    assertNotSame(instructions, standing.host(instructions, Tap.NONE));
    assertNotSame(function, standing.function(function, Tap.NONE));
    assertNotSame(dma, standing.dma(dma, Tap.NONE));
    assertNotSame(msi, standing.msi(msi, Tap.NONE));
  }

  @Test
  void aPortThatAnEventOrADelayNeedsIsWatched() {
    PciFunction function = MemoryFunction.memory();
    faults.atMsi().after(Event.moveTo(1L << 32)).dropped();
    assertNotSame(function, faults.function(function, Tap.NONE));
    Faults delayed = new Faults(1);
    delayed.atMsi().delayed(3);
    assertNotSame(function, delayed.function(function, Tap.NONE));
  }

  @Test
  void laterIsTooLateUnlessTheyStand() {
    faults.atHost().status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      faults.atHost().status(Status.BLOCKED);
      IllegalStateException late =
          assertThrows(
              IllegalStateException.class, () -> faults.atFunction().status(Status.BLOCKED));
      assertEquals(
          "fault at function: the passthrough was opened with nothing there; set it before, or open"
              + " with standing()",
          late.getMessage());
      assertThrows(IllegalStateException.class, () -> faults.atMsi().delayed(1));
      assertEquals(2, faults.all().size());
      assertEquals(Outcome.error(12), bench.load(0, 0, 4));
    }
    Faults standing = new Faults(1).standing();
    try (FaultBench bench = FaultBench.memory("lpar", standing)) {
      assertEquals(Outcome.OK, bench.load(0, 0, 4));
      standing.atFunction().status(Status.BLOCKED);
      assertEquals(Outcome.error(12), bench.load(0, 0, 4));
    }
  }

  @Test
  void eachPassthroughHasItsOwn() {
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      IllegalStateException wrong =
          assertThrows(IllegalStateException.class, () -> FaultBench.memory("lpar", faults));
      assertEquals("these faults stand in a passthrough: each has its own", wrong.getMessage());
      assertEquals(Outcome.OK, bench.load(0, 0, 4));
    }
  }

  /** 64 blocks on faults left to chance and cut by the seed. */
  private static List<Fired> run(long seed) {
    Faults chances = new Faults(seed);
    chances.atHost().on(Operation.PCISTB).chance(0.2).busy(2);
    chances.atFunction().on(Operation.BLOCK).chance(0.3).torn();
    chances.atGuest().chance(0.1).times(3).status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.ism("relaxed-pwrite", chances)) {
      for (int i = 0; i < 64; i++) {
        int _ = bench.block(2, 8, DATA);
      }
      return chances.fired();
    }
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    Set<List<Fired>> runs = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      List<Fired> once = run(seed);
      assertEquals(once, run(seed), "seed " + seed);
      assertTrue(once.size() > 10, "seed " + seed + ": " + once.size());
      runs.add(once);
    }
    assertEquals(40, runs.size());
  }

  @Test
  void aFaultDrawsNumbersOfItsOwn() {
    Faults alone = new Faults(9);
    Fault first = alone.atFunction().on(Operation.LOAD).chance(0.5).status(Status.BLOCKED);
    Faults beside = new Faults(9);
    Fault same = beside.atFunction().on(Operation.LOAD).chance(0.5).status(Status.BLOCKED);
    Fault other = beside.atFunction().on(Operation.STORE).chance(0.5).status(Status.BLOCKED);
    try (FaultBench one = FaultBench.memory("lpar", alone);
        FaultBench two = FaultBench.memory("lpar", beside)) {
      for (int i = 0; i < 100; i++) {
        int expected = one.load(0, 0, 4);
        int _ = two.store(0, 0, 4, i);
        assertEquals(expected, two.load(0, 0, 4), "load " + i);
      }
    }
    assertEquals(first.fired(), same.fired());
    assertNotEquals(first.fired(), other.fired());
    assertTrue(first.fired() > 30 && first.fired() < 70, first.toString());
  }

  @Test
  void whatNeverHitCanBeAFailure() {
    faults.atHost().on(Operation.PCISTB).space(2).nth(3).busy(5);
    faults.atFunction().on(Operation.LOAD).status(Status.BLOCKED);
    faults.atMsi().after(Event.command(0x0a).nth(2)).dropped();
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      assertEquals(Outcome.error(12), bench.load(2, 0, 8));
      assertEquals(Outcome.OK, bench.block(2, 8, DATA));
      AssertionError error = assertThrows(AssertionError.class, faults::assertAllFired);
      assertEquals(
          """
          2 of 3 faults never hit, seed 42
            fault 1 at host: pcistb, space 2, the 3rd: busy 5 times; 1 matched, 0 hit
            fault 3 at msi: every message, the 1st after the 2nd command 0x0a at function: dropped; \
          0 matched, 0 hit; its event did not happen, 0 seen\
          """,
          error.getMessage());
      assertEquals(
          """
          3 faults, seed 42
            fault 1 at host: pcistb, space 2, the 3rd: busy 5 times; 1 matched, 0 hit
            fault 2 at function: load, the 1st: cc 1 status 12; 1 matched, 1 hit
            fault 3 at msi: every message, the 1st after the 2nd command 0x0a at function: dropped; \
          0 matched, 0 hit; its event did not happen, 0 seen\
          """,
          faults.toString());
      assertEquals(42, faults.seed());
    }
    assertDoesNotThrow(new Faults(1)::assertAllFired);
  }

  @Test
  void theFirstThousandAreKept() {
    Fault fault = faults.atFunction().always().status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      for (int i = 0; i < 1200; i++) {
        assertEquals(Outcome.error(12), bench.load(0, i, 1));
      }
      assertEquals(1000, faults.fired().size());
      assertEquals("load 0 0x3e7 1", faults.fired().getLast().what());
      assertEquals(1200, fault.fired());
    }
  }

  /** Bytes that {@code operation} allocates, once it is warm; the least of three rounds. */
  private static long allocated(Runnable operation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 4; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        operation.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void nothingIsAllocatedForWhatIsNotHit() {
    faults.atGuest().on(Operation.PCISTB).space(2).nth(Long.MAX_VALUE).busy(2);
    faults.atHost().where("never", access -> access.length() == 3).busy(2);
    faults.atFunction().after(Event.command(0x77)).chance(0.5).torn();
    faults.atFunction().chance(1e-300).status(Status.BLOCKED);
    faults.atDma().nth(Long.MAX_VALUE).unmapped();
    faults.atMsi().delayed(1);
    Register register = new Register();
    try (Arena arena = Arena.ofConfined()) {
      GuestStorage storage = GuestStorage.allocate(arena, 0, 4096);
      FlatDma flat = new FlatDma(storage);
      assertTrue(flat.map(0, 0, 4096));
      PciFunction function = faults.function(MemoryFunction.memory(), Tap.NONE);
      Dma dma = faults.dma(flat, Tap.NONE);
      Msi msi = faults.msi(_ -> {}, Tap.NONE);
      PciInstructions guest =
          faults.guest(faults.host(new ToFunction(function), Tap.NONE), Tap.NONE);
      msi.signal(0);
      Runnable all =
          () -> {
            assertEquals(0, guest.load(0, 4, 0, register));
            assertEquals(0, guest.store(0, 4, 0, 1));
            assertEquals(0, guest.storeBlock(0, 2 << 16 | 64, 0, storage, 0));
            assertEquals(0, dma.write(0, storage.segment(), 0, 64));
            assertEquals(0, dma.or(0, 1, register));
            assertEquals(0, dma.check(0, 64));
            msi.signal(0);
          };
      assertEquals(0, allocated(all));
    }
  }
}
