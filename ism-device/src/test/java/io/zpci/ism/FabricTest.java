package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three functions. */
class FabricTest {
  private static final long A = 0xa1a1_a1a1_0000_0001L;
  private static final long B = 0xb2b2_b2b2_0000_0002L;
  private static final long C = 0xc3c3_c3c3_0000_0003L;

  private final List<String> seen = new ArrayList<>();
  private final List<String> summarized = new ArrayList<>();
  private final Fabric fabric = fabric(PeerNotices.DEVICE);
  private final Bench a = new Bench(fabric, A).probed();
  private final Bench b = new Bench(fabric, B).probed();
  private final Bench c = new Bench(fabric, C).probed();

  private Fabric fabric(PeerNotices notices) {
    return new Fabric(0x120, DmbeMask.ROTATED, notices, new Watch(), () -> 0);
  }

  private final class Watch implements IsmEvents {
    @Override
    public void command(IsmFunction function, IsmExchange exchange) {
      seen.add(function + " " + exchange.command() + " " + exchange.ret());
    }

    @Override
    public void move(
        IsmFunction sender, long token, int element, boolean signal, int inDmb, int length) {
      seen.add("%s moves %x %d %b %d %d".formatted(sender, token, element, signal, inDmb, length));
    }

    @Override
    public void event(IsmFunction receiver, long index, int type, int code, long token, long info) {
      seen.add("%s event %d %d %d %x %x".formatted(receiver, index, type, code, token, info));
    }

    @Override
    public void summarized(IsmFunction owner, int found) {
      summarized.add("%s found %x".formatted(owner, found));
    }

    @Override
    public void interrupt(IsmFunction function) {
      seen.add(function + " interrupt");
    }
  }

  @Test
  void tokensAreUniqueAndEachIsForOnePeer() {
    long ofA = a.dmb(0, 4096, 32, B);
    long ofB = b.dmb(0, 4096, 32, C);
    long ofC = c.dmb(0, 4096, 32, A);
    assertEquals(List.of(1L << 32, 2L << 32, 3L << 32), List.of(ofA, ofB, ofC));
    assertEquals(Outcome.OK, b.move(ofA, 0, false, 0, "0b"));
    assertEquals(Outcome.OK, c.move(ofB, 0, false, 0, "0c"));
    assertEquals(Outcome.OK, a.move(ofC, 0, false, 0, "0a"));
    assertEquals(Outcome.error(40), c.move(ofA, 0, false, 0, "ff"));
    assertEquals(Outcome.error(40), b.move(ofC, 0, false, 0, "ff"));
    assertEquals(0x0b, a.memory.u8(Bench.DMB));
    assertEquals(0x0c, b.memory.u8(Bench.DMB));
    assertEquals(0x0a, c.memory.u8(Bench.DMB));
  }

  @Test
  void onlyTheUserLearnsThatABufferIsGone() {
    long token = a.dmb(0, 4096, 32, B);
    seen.clear();
    a.command("0000000b 0000 0010", Bench.hex(token));
    assertEquals(
        List.of(
            "ism 0x%x event 1 0 4 %x 0".formatted(B, token),
            "ism 0x%x interrupt".formatted(B),
            "ism 0x%x UNREG_DMB 0".formatted(A)),
        seen);
    assertEquals(0, c.interrupts);
    assertEquals(Outcome.error(40), b.move(token, 0, false, 0, "00"));
  }

  @Test
  void aUserWithoutQueueIsNotTold() {
    long token = a.dmb(0, 4096, 32, B);
    b.command("00000012 0000 0008", "");
    assertEquals(0, a.command("0000000b 0000 0010", Bench.hex(token)));
    assertEquals(0, b.interrupts);
    assertEquals(List.of(), a.broken());
  }

  @Test
  void whatAMoveShows() {
    long token = a.dmb(0, 4096, 32, B);
    seen.clear();
    b.move(token, 3, true, 16, "0102");
    assertEquals(
        List.of(
            "ism 0x%x moves %x 3 true 16 2".formatted(B, token), "ism 0x%x interrupt".formatted(A)),
        seen);
  }

  @Test
  void whatASignalFoundIsTold() {
    long token = a.dmb(0, 4096, 32, B);
    b.move(token, 0, false, 0, "01");
    assertEquals(List.of(), summarized);
    b.move(token, 0, true, 0, "01");
    b.move(token, 0, true, 0, "01");
    a.memory.u8(Bench.SBA, 0x21);
    a.function.injectEvent(EventQueue.SWR, 1, 1, 1);
    assertEquals(
        List.of(
            "ism 0x%x found 0".formatted(A),
            "ism 0x%x found 80".formatted(A),
            "ism 0x%x found 61".formatted(A)),
        summarized);
    assertEquals(2, a.interrupts);
  }

  @Test
  void vlansMatterOnlyWhereOneSideRequiresThem() {
    long token = a.dmb(0, 4096, 32, B);
    b.command("00000004 0000 0010", Bench.hex(5));
    assertEquals(Outcome.OK, b.move(token, 0, false, 0, "01"));
    b.command("00000006 0000 0008", "");
    assertEquals(Outcome.error(40), b.move(token, 0, false, 0, "02"));
    assertEquals(14, a.command("00000009 0000 0018", Bench.hex(B) + "00000001 00000005"));
    assertEquals(14, c.command("00000009 0000 0018", Bench.hex(B) + "00000001 00001fff"));
    assertEquals(0, c.command("00000009 0000 0018", Bench.hex(A) + "00000001 00000005"));
    a.command("00000004 0000 0010", Bench.hex(5));
    assertEquals(0, a.command("00000009 0000 0018", Bench.hex(B) + "00000001 00000005"));
    assertEquals(14, a.command("00000009 0000 0018", Bench.hex(B) + "00000001 00000006"));
    assertEquals(0, a.command("00000009 0000 0018", Bench.hex(B) + "00000001 00001fff"));
    assertEquals(Outcome.OK, b.move(token, 0, false, 0, "03"));
    a.command("00000005 0000 0010", Bench.hex(5));
    assertEquals(Outcome.error(40), b.move(token, 0, false, 0, "04"));
    b.command("00000007 0000 0008", "");
    assertEquals(Outcome.OK, b.move(token, 0, false, 0, "05"));
  }

  @Test
  void theProbeIsNotAVlanToShare() {
    long token = a.dmb(0, 4096, 32, B);
    a.command("00000004 0000 0010", Bench.hex(0x1fff));
    b.command("00000004 0000 0010", Bench.hex(0x1fff));
    a.command("00000006 0000 0008", "");
    assertEquals(Outcome.error(40), b.move(token, 0, false, 0, "01"));
  }

  @Test
  void aResetFunctionHasNoBuffersAndItsUserLearnsOfIt() {
    long token = a.dmb(0, 4096, 32, B);
    seen.clear();
    a.function.reset();
    assertEquals(
        List.of("ism 0x%x event 1 1 7 %x 0".formatted(B, A), "ism 0x%x interrupt".formatted(B)),
        seen);
    assertEquals(Outcome.error(40), b.move(token, 0, false, 0, "01"));
    assertEquals(0, a.function.sbaAddress());
    a.probed();
    assertEquals(2L << 32, a.dmb(0, 4096, 32, B));
  }

  @Test
  void whoSharesABufferLearnsOfAnErrorOnceEitherWay() {
    a.dmb(0, 4096, 32, B);
    a.dmb(4096, 4096, 33, B);
    c.dmb(0, 4096, 32, A);
    seen.clear();
    a.memory.unmap(Bench.IEQ);
    a.function.injectEvent(1, 1, 1, 1);
    a.function.load(2, 0, 8, new Register());
    assertEquals(true, a.function.inError());
    assertEquals(
        List.of(
            "ism 0x%x event 1 1 1 %x 0".formatted(B, A),
            "ism 0x%x interrupt".formatted(B),
            "ism 0x%x event 1 1 1 %x 0".formatted(C, A),
            "ism 0x%x interrupt".formatted(C)),
        seen);
    a.function.recover();
    assertEquals(false, a.function.inError());
  }

  @Test
  void aFunctionThatFailsByItselfTellsItsMachineAndItsPeers() {
    a.dmb(0, 4096, 32, B);
    seen.clear();
    a.function.fail(0x003a, 0);
    a.function.fail(0x003a, 0);
    assertEquals(true, a.function.inError());
    assertEquals(List.of("0x003a at 0x0"), a.errors);
    assertEquals(
        List.of("ism 0x%x event 1 1 1 %x 0".formatted(B, A), "ism 0x%x interrupt".formatted(B)),
        seen);
  }

  @Test
  void aFunctionAloneTellsNobody() {
    a.dmb(0, 4096, 32, A);
    seen.clear();
    a.function.reset();
    assertEquals(List.of(), seen);
  }

  @Test
  void everyBufferCanBeTold() {
    Fabric telling = fabric(PeerNotices.BUFFERS);
    Bench d = new Bench(telling, A).probed();
    Bench e = new Bench(telling, B).probed();
    long ofD = d.dmb(0, 4096, 32, B);
    long ofE = e.dmb(0, 4096, 32, A);
    seen.clear();
    d.function.reset();
    assertEquals(
        List.of(
            "ism 0x%x event 1 1 7 %x 0".formatted(B, A),
            "ism 0x%x interrupt".formatted(B),
            "ism 0x%x event 2 0 4 %x 0".formatted(B, ofD),
            "ism 0x%x event 3 0 8 %x 0".formatted(B, ofE)),
        seen);
  }

  @Test
  void silenceCanBeChosen() {
    Fabric silent = fabric(PeerNotices.NONE);
    Bench d = new Bench(silent, A).probed();
    new Bench(silent, B).probed();
    d.dmb(0, 4096, 32, B);
    seen.clear();
    d.function.reset();
    assertEquals(List.of(), seen);
  }

  @Test
  void everyIndexOfAnSbaCanHaveABuffer() {
    for (int index = 32; index < 1920; index++) {
      a.dmb(0, 4096, index, B);
    }
    assertEquals(
        10,
        a.command(
            "0000000a 0000 0028",
            Bench.hex(Bench.DMB) + "00001000 00000020" + "0000000000000000" + Bench.hex(B)));
    assertEquals(1888, a.function.slots().count());
    a.function.reset();
    assertEquals(0, a.function.slots().count());
  }

  @Test
  void aFunctionThatIsTakenOutIsNotReached() {
    fabric.remove(c.function);
    assertNull(fabric.function(C));
    assertEquals(13, a.command("00000009 0000 0018", Bench.hex(C) + "00000001 00001fff"));
    assertEquals(List.of(a.function, b.function), fabric.functions());
  }

  @Test
  void aGidIsUniqueAndThePchidTheFabrics() {
    assertThrows(IllegalArgumentException.class, () -> fabric.add(A, IsmFacts.plain(0x120)));
    assertThrows(IllegalArgumentException.class, () -> fabric.add(9, IsmFacts.plain(0x121)));
    assertThrows(IllegalArgumentException.class, () -> a.function.issuer(-1));
    assertEquals(0x120, fabric.pchid());
  }

  @Test
  void withoutAConnectionNothingIsMapped() {
    IsmFunction lone = fabric.add(9, IsmFacts.plain(0x120));
    assertEquals(2, Unconnected.DMA.check(0, 1));
    assertEquals(false, lone.injectEvent(1, 1, 1, 1));
    assertEquals(1, lone.facts().msiVectors());
    assertEquals(true, lone.facts().isIsm());
  }

  @Test
  void whatAnErrorTellsOfEachBuffer() {
    Fabric telling = fabric(PeerNotices.BUFFERS);
    Bench d = new Bench(telling, A).probed();
    Bench e = new Bench(telling, B).probed();
    long ofD = d.dmb(0, 4096, 32, B);
    long ofE = e.dmb(0, 4096, 32, A);
    d.dmb(4096, 4096, 33, A);
    seen.clear();
    d.memory.unmap(Bench.IEQ);
    d.function.injectEvent(1, 1, 1, 1);
    d.function.load(2, 0, 8, new Register());
    assertEquals(
        List.of(
            "ism 0x%x event 1 1 1 %x 0".formatted(B, A),
            "ism 0x%x interrupt".formatted(B),
            "ism 0x%x event 2 0 2 %x 0".formatted(B, ofD),
            "ism 0x%x event 3 0 3 %x 0".formatted(B, ofE)),
        seen);
  }

  @Test
  void aBufferOfItsOwnIsNotToldToWhoIsGone() {
    Fabric telling = fabric(PeerNotices.BUFFERS);
    Bench d = new Bench(telling, A).probed();
    d.dmb(0, 4096, 32, A);
    seen.clear();
    d.function.reset();
    assertEquals(List.of(), seen);
  }
}
