package io.zpci.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.Outcome;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.linux.Errno;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Ladder.Branches;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tree of hands as text. */
class LadderTest {
  private final TraceRecorder tap = new TraceRecorder();

  private void enter(Hand hand, Operation operation, long offset, int first, int size) {
    MemorySegment bytes = MemorySegment.ofArray(Bytes.counting(first, size).toArray());
    tap.enter(hand, operation, 0, offset, size, bytes, 0, 0);
  }

  /** A block of 40 that QEMU cuts into stores; the device refuses each. */
  @BeforeEach
  void blockThatIsCut() {
    enter(Hand.GUEST, Operation.PCISTB, 0x40, 0x10, 40);
    enter(Hand.QEMU, Operation.PCISTB, 0x40, 0x10, 40);
    for (int at = 0; at < 40; at += 8) {
      enter(Hand.FIRMWARE, Operation.PCISTG, 0x40 + at, 0x10 + at, 8);
      enter(Hand.DEVICE, Operation.STORE, 0x40 + at, 0x10 + at, 8);
      tap.broken(IsmRules.R_02);
      tap.exit(Outcome.error(20), 0);
      tap.exit(Outcome.error(20), 0);
    }
    tap.exit(Outcome.OK, 0);
    tap.exit(Outcome.OK, 0);
  }

  private Crossing root() {
    return tap.roots().getFirst();
  }

  @Test
  void runsOfLikeAccessesAreOneLine() {
    assertEquals(
        """
          guest           pcistb 0+0x40 40  cc 0            101112131415161718191a1b1c1d1e1f..
            qemu          pcistb 0+0x40 40  cc 0            101112131415161718191a1b1c1d1e1f..
              firmware    pcistg 0+0x40 8   cc 1 status 20  1011121314151617
                device    store 0+0x40 8    cc 1 status 20  1011121314151617                    breaks R-02
              and 4 more  up to 0+0x60
        """,
        Ladder.text(root()));
  }

  @Test
  void aMessageSaysVerdictHandRuleAndWhatShouldHold() {
    Judgement judgement = new Judge("bar-rw", IsmFacts.plain(0)).judge(root());
    assertEquals(Verdict.LOST, judgement.verdict());
    assertEquals(
        "lost by qemu, R-02: 5 stores of 8 arrived, none was taken; what should hold: "
            + IsmRules.R_02.statement()
            + "\n"
            + Ladder.text(root()),
        Ladder.text(root(), judgement));
  }

  @Test
  void rowsSayWhetherAnAccessEndedWell() {
    List<Ladder.Row> rows = Ladder.rows(root(), Branches.DRAWN, true);
    assertEquals(12, rows.size());
    assertEquals(
        new Ladder.Row(
            "   │  └─ device",
            "store 0+0x40 8",
            "cc 1 status 20",
            false,
            "1011121314151617",
            "breaks R-02"),
        rows.get(3));
    assertEquals(true, rows.getFirst().succeeded());
  }

  @Test
  void summaryIsOneLine() {
    assertEquals(
        "guest pcistb of 40 > qemu pcistb of 40 > firmware 5 pcistg of 8 (cc 1 status 20)"
            + " > device 5 store of 8 (cc 1 status 20) [R-02]",
        Ladder.summary(root()));
  }

  @Test
  void aSystemCallIsJudgedByTheBytesItDid() {
    tap.clear();
    enter(Hand.PROCESS, Operation.PWRITE, 0x40, 0x10, 16);
    tap.exit(-Errno.EIO, 0);
    Judgement refused = new Judge("process", IsmFacts.plain(0)).judge(root());
    assertEquals("refused by process: nothing arrived", refused.sentence());
    assertEquals(
        "  process  pwrite 0+0x40 16  EIO  101112131415161718191a1b1c1d1e1f\n",
        Ladder.text(root()));
  }

  @Test
  void aKernelsLoadIsJudgedByWhatItGave() {
    tap.clear();
    tap.enter(Hand.GUEST_LINUX, Operation.IOREAD, 0, 8, 4, null, 0, 0);
    tap.enter(Hand.FIRMWARE, Operation.PCILG, 0, 8, 4, null, 0, 0);
    tap.exit(Outcome.OK, 0x12345678);
    tap.exit(0, 0x12345678);
    Judgement delivered = new Judge("mine", IsmFacts.plain(0)).judge(root());
    assertEquals(Verdict.DELIVERED, delivered.verdict());
    assertNull(delivered.brokenBy());
    assertEquals("delivered: every hand passed it on as it was issued", delivered.sentence());
  }
}
