package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.ism.MoveOffset;
import io.zpci.machine.IsmPeer;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A torn block arrives in two pieces, and that is the fault's work. */
class TornFaultTest {
  private static final Bytes DATA = Bytes.counting(0x20, 64);

  private final Faults faults = new Faults(7);

  private FaultAtAccess at(Port port) {
    return switch (port) {
      case GUEST -> faults.atGuest();
      case HOST -> faults.atHost();
      case FUNCTION -> faults.atFunction();
      case DMA, MSI, REGION, VFIO, DEV, IO -> throw new AssertionError(port);
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"GUEST", "HOST", "FUNCTION"})
  void aMoveArrivesInTwoPieces(Port port) {
    at(port).space(0).torn(24);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      IsmPeer peer = bench.peer();
      IsmPeer.Dmb dmb = peer.register(4096, FaultBench.GID);
      long offset = MoveOffset.of(dmb.token(), 0, true, 0x100);
      int outcome = bench.block(0, offset, DATA);
      assertEquals(Outcome.OK, outcome);
      assertEquals(
          List.of("block 0 0x%x 24".formatted(offset), "block 0 0x%x 40".formatted(offset + 24)),
          bench.seenBy("device"));
      assertEquals(DATA, peer.read(dmb, 0x100, 64));
      // The flag is in the offset: the first piece signals before the second has arrived.
      assertTrue(peer.signalled(dmb));
      Judgement judgement = bench.judgeBlock(0, offset, DATA, outcome);
      assertEquals(Verdict.CUT, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      assertEquals("R-03", judgement.rule());
      assertEquals(2, Judge.arrivals(bench.trace().roots().getFirst()).size());
    }
  }

  @Test
  void aCommandWhoseHeaderIsTornIsRefusedByTheFunction() {
    faults.atFunction().command(0x03).torn(4);
    try (FaultBench bench = FaultBench.ism("relaxed-pwrite", faults)) {
      Bytes readGid = Bytes.ofHex("0000000300000008");
      int outcome = bench.block(2, 0, readGid);
      assertEquals(List.of("block 2 0x0 4", "block 2 0x4 4"), bench.seenBy("device"));
      assertEquals("R-09", bench.judgeBlock(2, 0, readGid, outcome).rule());
      assertEquals(Faults.HAND, bench.judgeBlock(2, 0, readGid, outcome).brokenBy());
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
      assertFalse((bench.loaded() >>> 16 & 0xffff) == 0, "no return code");
    }
  }

  @Test
  void whereTheFirstPieceIsRefusedThereIsNoSecond() {
    faults.atHost().space(0).torn(8);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      // No DMB has that token.
      long offset = MoveOffset.of(0x7700_0000_0000L, 0, false, 0);
      int outcome = bench.block(0, offset, DATA);
      assertTrue(Outcome.hasStatus(outcome));
      assertEquals(List.of("block 0 0x%x 8".formatted(offset)), bench.seenBy("device"));
    }
  }

  @Test
  void aStrictFirmwareRefusesPiecesThatAreNotDoublewords() {
    faults.atGuest().torn(12);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals("specification exception", Outcome.describe(bench.block(0, 0x100, DATA)));
      assertEquals(List.of(), bench.seenBy("device"));
    }
  }

  @Test
  void byMioToo() {
    faults.atHost().on(Operation.PCISTBI).torn(16);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      long bar = bench.passthrough().io().iomap(0);
      DATA.copyTo(bench.passthrough().storage().segment(), FaultBench.SOURCE);
      assertEquals(
          0,
          bench
              .passthrough()
              .io()
              .writeBlock(bar + 0x80, bench.passthrough().storage(), FaultBench.SOURCE, 64));
      assertEquals(List.of("block 0 0x80 16", "block 0 0x90 48"), bench.seenBy("device"));
      assertEquals(0x5f, bench.inspect(0, 0x80 + 63, 1));
    }
  }

  @Test
  void blocksThatAreTooShortAreNotTorn() {
    Fault fault = faults.atFunction().always().torn(16);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      assertEquals(Outcome.OK, bench.block(2, 8, Bytes.counting(0, 16)));
      assertEquals(0, fault.matched());
      assertEquals(Outcome.OK, bench.block(2, 8, Bytes.counting(0, 17)));
      assertEquals(1, fault.fired());
    }
  }
}
