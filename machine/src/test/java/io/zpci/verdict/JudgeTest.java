package io.zpci.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.vmm.QemuRules;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdict, guilty hand and rule, from trees of crossings made by hand. */
class JudgeTest {
  private static final GuestResult DONE = new GuestResult.Instruction(Outcome.OK);
  private static final Hand BETWEEN = new Hand("between");
  private static final Bytes SIXTEEN = Bytes.counting(0x10, 16);
  private static final Issued BLOCK =
      new Issued(Operation.PCISTB, 0, 0x40, 16, SIXTEEN, 0x10000, false);

  private final TraceRecorder tap = new TraceRecorder();
  private final Judge ism = new Judge("mine", IsmFacts.plain(0));
  private final Judge memory = new Judge("mine", MemoryFunction.memory().facts());

  private void enter(Hand hand, Operation operation, long offset, Bytes data) {
    MemorySegment bytes = MemorySegment.ofArray(data.toArray());
    tap.enter(hand, operation, 0, offset, data.size(), bytes, 0, 0);
  }

  private Crossing root() {
    return tap.roots().getFirst();
  }

  /** A store of 8 at the firmware and the device. */
  private void store(long offset, Bytes data, int outcome, Rule... broken) {
    enter(Hand.FIRMWARE, Operation.PCISTG, offset, data);
    enter(Hand.DEVICE, Operation.STORE, offset, data);
    for (Rule rule : broken) {
      tap.broken(rule);
    }
    tap.exit(outcome, 0);
    tap.exit(outcome, 0);
  }

  @Test
  void whatArrivesAsIssuedIsDelivered() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.FIRMWARE, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.DEVICE, Operation.BLOCK, 0x40, SIXTEEN);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = ism.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.DELIVERED, judgement.verdict());
    assertNull(judgement.brokenBy());
    assertNull(judgement.rule());
    assertEquals(
        List.of(new Arrival(Operation.PCISTB, false, 0, 0x40, 16, SIXTEEN, Outcome.OK)),
        Judge.arrivals(root()));
  }

  @Test
  void whoTearsABlockBeforeTheDeviceCutsIt() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.FIRMWARE, Operation.PCISTB, 0x40, SIXTEEN);
    enter(BETWEEN, Operation.BLOCK, 0x40, SIXTEEN);
    for (int at = 0; at < 16; at += 8) {
      enter(Hand.DEVICE, Operation.BLOCK, 0x40 + at, Bytes.counting(0x10 + at, 8));
      tap.exit(Outcome.OK, 0);
    }
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = ism.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.CUT, judgement.verdict());
    assertEquals(BETWEEN, judgement.brokenBy());
    assertEquals("R-03", judgement.rule());
    assertEquals(2, Judge.arrivals(root()).size());
  }

  @Test
  void whatIsKeptBeforeTheDeviceIsLost() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.FIRMWARE, Operation.PCISTB, 0x40, SIXTEEN);
    enter(BETWEEN, Operation.BLOCK, 0x40, SIXTEEN);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = ism.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.LOST, judgement.verdict());
    assertEquals(BETWEEN, judgement.brokenBy());
    assertEquals(List.of(), Judge.arrivals(root()));
  }

  @Test
  void piecesThatTheDeviceTakesAreACut() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, SIXTEEN);
    store(0x40, Bytes.counting(0x10, 8), Outcome.OK);
    store(0x48, Bytes.counting(0x18, 8), Outcome.OK);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = memory.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.CUT, judgement.verdict());
    assertEquals(Hand.QEMU, judgement.brokenBy());
    assertNull(judgement.rule());
    assertEquals("R-03", ism.judge(BLOCK, root(), DONE).rule());
  }

  @Test
  void piecesThatTheDeviceRefusesInSilenceAreALoss() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, SIXTEEN);
    store(0x40, Bytes.counting(0x10, 8), Outcome.error(20), IsmRules.R_02);
    store(0x48, Bytes.counting(0x18, 8), Outcome.error(20), IsmRules.R_02);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = ism.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.LOST, judgement.verdict());
    assertEquals(Hand.QEMU, judgement.brokenBy());
    assertEquals("R-02", judgement.rule());
    assertEquals(1, judgement.unverified().size());
    assertEquals(
        "2 stores of 8 arrived, none was taken; what should hold: " + IsmRules.R_02.statement(),
        judgement.why());
  }

  @Test
  void otherBytesAreCorruption() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, SIXTEEN);
    store(0x40, Bytes.ofHex("1716151413121110"), Outcome.OK);
    store(0x48, Bytes.ofHex("1f1e1d1c1b1a1918"), Outcome.OK);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = memory.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.CORRUPTED, judgement.verdict());
    assertEquals("2 stores of 8 arrived, the bytes of each reversed", judgement.why());
  }

  @Test
  void bytesThatNeverArriveAreALoss() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, SIXTEEN);
    store(0x40, Bytes.counting(0x10, 8), Outcome.OK);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    assertEquals(Verdict.LOST, memory.judge(BLOCK, root(), DONE).verdict());
  }

  @Test
  void whatTheIssuerIsToldComesFirst() {
    int specification = Outcome.exception(ProgramInterruption.SPECIFICATION);
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, SIXTEEN);
    tap.broken(QemuRules.PCISTB_LENGTH);
    tap.exit(specification, 0);
    tap.exit(specification, 0);
    Judgement judgement = ism.judge(BLOCK, root(), new GuestResult.Instruction(specification));
    assertEquals(Verdict.REFUSED, judgement.verdict());
    assertEquals(Hand.QEMU, judgement.brokenBy());
    assertEquals("qemu.pcistb.7", judgement.rule());
  }

  @Test
  void aBusyAnswerThatIsRepeatedBreaksNothing() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.ISM_VFIO_PCI, Operation.PWRITE, 0x40, SIXTEEN);
    enter(Hand.FIRMWARE, Operation.PCISTB, 0x40, SIXTEEN);
    tap.exit(Outcome.BUSY, 0);
    enter(Hand.FIRMWARE, Operation.PCISTB, 0x40, SIXTEEN);
    enter(Hand.DEVICE, Operation.BLOCK, 0x40, SIXTEEN);
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    tap.exit(16, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = ism.judge(BLOCK, root(), DONE);
    assertEquals(Verdict.DELIVERED, judgement.verdict());
    assertNull(judgement.brokenBy());
    assertEquals(1, Judge.arrivals(root()).size());
  }

  @Test
  void anotherInstructionIsAnotherOperation() {
    Issued single =
        new Issued(Operation.PCISTG, 0, 0x40, 8, Bytes.counting(0x10, 8), 0x10000, false);
    enter(Hand.GUEST, Operation.PCISTG, 0x40, single.data());
    enter(Hand.HOST_LINUX, Operation.IOWRITE, 0x40, single.data());
    enter(Hand.FIRMWARE, Operation.PCISTGI, 0x40, single.data());
    enter(Hand.DEVICE, Operation.STORE, 0x40, single.data());
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
    tap.exit(0, 0);
    tap.exit(Outcome.OK, 0);
    Judgement judgement = memory.judge(single, root(), DONE);
    assertEquals(Verdict.DELIVERED, judgement.verdict());
    assertEquals(Hand.HOST_LINUX, judgement.brokenBy());
    assertEquals("1 MIO store of 8 arrived in place of the pcistg", judgement.why());
  }

  @Test
  void allOnesThatNoDeviceGaveAreALoss() {
    Issued load = new Issued(Operation.PCILG, 0, 0x40, 4, Bytes.NONE, 0x10000, false);
    tap.enter(Hand.GUEST, Operation.PCILG, 0, 0x40, 4, null, 0, 0);
    tap.enter(Hand.QEMU, Operation.PCILG, 0, 0x40, 4, null, 0, 0);
    tap.broken(QemuRules.REGION_READ);
    tap.exit(Outcome.OK, 0xffff_ffffL);
    tap.exit(Outcome.OK, 0xffff_ffffL);
    Judgement judgement = memory.judge(load, root(), DONE);
    assertEquals(Verdict.LOST, judgement.verdict());
    assertEquals("qemu.region.read", judgement.rule());
  }

  @Test
  void aRouteThatIsNotTappedIsItsOwnHand() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, SIXTEEN);
    store(0x40, Bytes.counting(0x10, 8), Outcome.OK);
    store(0x48, Bytes.counting(0x18, 8), Outcome.OK);
    tap.exit(Outcome.OK, 0);
    assertEquals(new Hand("mine"), memory.judge(BLOCK, root(), DONE).brokenBy());
  }
}
