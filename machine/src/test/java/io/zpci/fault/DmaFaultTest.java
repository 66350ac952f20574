package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.FlatDma;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.ism.IsmRules;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.machine.IsmPeer;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.verdict.Judge;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage that a fault puts out of a function's reach. */
class DmaFaultTest {
  private final Faults faults = new Faults(3);

  private static IsmDriver probed(FaultBench bench) {
    IsmDriver driver =
        new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), new NoClient());
    assertEquals(0, driver.probe());
    return driver;
  }

  /** The peer writes into a DMB of the function under test. */
  private static int write(IsmPeer peer, long token, int inDmb) {
    MemorySegment data = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return peer.function().storeBlock(0, MoveOffset.of(token, 0, true, inDmb), data, 0, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lpar", "interpretation", "relaxed-pwrite", "ism-vfio-pci-process"})
  void anUnmappedPageOfADmbPutsItsOwnerIntoError(String route) {
    try (FaultBench bench = FaultBench.ism(route, faults.standing())) {
      IsmDriver driver = probed(bench);
      IsmPeer peer = bench.peer();
      IsmDmb dmb = new IsmDmb(16384, 0, false, 0);
      assertEquals(0, driver.registerDmb(dmb, peer.gid()));
      Fault fault = faults.atDma().writes().range(dmb.ioAddress() + 8192, 4096).always().unmapped();
      assertEquals(Outcome.OK, write(peer, dmb.token(), 8184));
      bench.trace().clear();
      int refused = write(peer, dmb.token(), 8190);
      assertEquals(Outcome.error(40), refused);
      assertEquals(1, fault.fired());
      assertEquals(
          "write 0x%x 8".formatted(dmb.ioAddress() + 8190), faults.fired().getFirst().what());
      assertEquals(
          List.of(dmb.ioAddress() + 8192),
          bench.events().stream().map(event -> event.address()).toList());
      assertEquals(Dma.PROTECTED, bench.events().getFirst().pec());
      assertEquals(
          FunctionState.ERROR,
          Objects.requireNonNull(bench.passthrough().machine().firmware().find(hostHandle(bench)))
              .state());
      // In error nothing is translated: the access is dropped, and the fault sees none.
      assertEquals(Outcome.OK, write(peer, dmb.token(), 8192));
      assertEquals(1, fault.fired());
    }
  }

  /** The one function of the machine, whatever its guest calls it. */
  private static int hostHandle(FaultBench bench) {
    return bench.events().getFirst().handle();
  }

  @Test
  void aPageThatStaysUnmappedIsRefusedWhenItIsRegistered() {
    faults.atDma().always().unmapped();
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), new NoClient());
      assertEquals(-Errno.EIO, driver.probe());
      assertTrue(
          bench.trace().roots().stream()
              .anyMatch(root -> Judge.biting(root).equals(Optional.of(IsmRules.R_24))));
      // The function looked before it wrote, and went into error by itself.
      assertEquals(List.of(), faults.fired());
      assertEquals(Dma.OUT_OF_RANGE, bench.events().getFirst().pec());
    }
  }

  @Test
  void theThirdAccessFails() {
    faults.atDma().nth(3).outOfRange();
    try (Arena arena = Arena.ofConfined()) {
      FlatDma flat = new FlatDma(GuestStorage.allocate(arena, 0, 8192));
      assertTrue(flat.map(0x1000, 0, 8192));
      Dma dma = faults.dma(flat, Tap.NONE);
      MemorySegment bytes = arena.allocate(8);
      Register previous = new Register();
      assertEquals(0, dma.read(0x1000, bytes, 0, 8));
      assertEquals(0, dma.check(0x1000, 8));
      assertEquals(0, dma.write(0x1000, bytes, 0, 8));
      previous.set(5);
      assertEquals(Dma.OUT_OF_RANGE, dma.or(0x1010, 1, previous));
      assertEquals(0, previous.get());
      assertEquals(0, dma.or(0x1010, 1, previous));
      assertEquals(0, previous.get());
      assertEquals(0, dma.or(0x1010, 2, previous));
      assertEquals(1, previous.get());
      assertEquals("fault 1 at dma: or 0x1010 4: PEC 0x0002", faults.fired().getFirst().toString());
    }
  }

  @Test
  void directionsAndRanges() {
    faults.atDma().reads().range(0x2000, 0x1000).always().unmapped();
    try (Arena arena = Arena.ofConfined()) {
      FlatDma flat = new FlatDma(GuestStorage.allocate(arena, 0, 0x4000));
      assertTrue(flat.map(0x1000, 0, 0x4000));
      Dma dma = faults.dma(flat, Tap.NONE);
      MemorySegment bytes = arena.allocate(16);
      assertEquals(0, dma.write(0x2000, bytes, 0, 8));
      assertEquals(0, dma.check(0x2000, 8));
      assertEquals(0, dma.read(0x1ff8, bytes, 0, 8));
      assertEquals(Dma.PROTECTED, dma.read(0x1ff8, bytes, 0, 9));
      assertEquals(Dma.PROTECTED, dma.read(0x2fff, bytes, 0, 1));
      assertEquals(0, dma.read(0x3000, bytes, 0, 8));
    }
  }
}
