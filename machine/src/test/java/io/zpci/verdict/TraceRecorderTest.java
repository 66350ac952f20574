package io.zpci.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.zpci.ism.IsmFacts;
import io.zpci.linux.Errno;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the recorder keeps of crossings and their costs. */
class TraceRecorderTest {
  private final TraceRecorder recorder = new TraceRecorder();

  /** A store that exits; its region access is a system call. */
  private void store() {
    recorder.enter(Hand.GUEST, Operation.PCISTG, 0, 8, 4, null, 0, 0x01020304);
    recorder.cost(Cost.SIE_EXIT);
    recorder.enter(Hand.VFIO, Operation.PWRITE, 0, 8, 4, null, 0, 0x01020304);
    recorder.cost(Cost.SYSCALL);
    recorder.exit(4, 0);
    recorder.exit(0, 0);
  }

  @Test
  void anOperationCostsWhatItsHandsCost() {
    store();
    Crossing root = recorder.roots().getFirst();
    assertEquals(1, root.cost(Cost.SIE_EXIT));
    assertEquals(1, root.cost(Cost.SYSCALL));
    assertEquals(0, root.cost(Cost.KICK));
    assertEquals(0, root.children().getFirst().cost(Cost.SIE_EXIT));
  }

  @Test
  void costsOutsideOfOperationsAreCountedToo() {
    store();
    recorder.cost(Cost.PSW_SWAP);
    assertEquals(Map.of(Cost.SIE_EXIT, 1L, Cost.SYSCALL, 1L, Cost.PSW_SWAP, 1L), recorder.costs());
    assertEquals(0, recorder.roots().getFirst().cost(Cost.PSW_SWAP));
  }

  @Test
  void clearForgetsCosts() {
    store();
    recorder.clear();
    assertEquals(Map.of(), recorder.costs());
    store();
    assertEquals(Map.of(Cost.SIE_EXIT, 1L, Cost.SYSCALL, 1L), recorder.costs());
  }

  @Test
  void aPauseHidesCosts() {
    recorder.pause();
    store();
    recorder.resume();
    assertEquals(Map.of(), recorder.costs());
    assertEquals(0, recorder.roots().size());
  }

  @Test
  void aRootIsWhatWasIssued() {
    store();
    Crossing root = recorder.roots().getFirst();
    assertEquals(
        new Issued(Operation.PCISTG, 0, 8, 4, Bytes.ofHex("01020304"), 0, false), root.issued());
    assertEquals(new GuestResult.Instruction(0), root.told());
    assertEquals(new GuestResult.Call(0, 4), root.children().getFirst().told());
  }

  @Test
  void aKernelsCallIsToldItsErrno() {
    recorder.enter(Hand.GUEST_LINUX, Operation.IOREAD, 0, 8, 4, null, 0, 0);
    recorder.exit(-Errno.ENODEV, 0);
    recorder.enter(Hand.GUEST_LINUX, Operation.IOREAD, 0, 8, 4, null, 0, 0);
    recorder.exit(0, 1);
    assertEquals(new GuestResult.Call(Errno.ENODEV, 0), recorder.roots().getFirst().told());
    assertEquals(new GuestResult.Call(0, 4), recorder.roots().getLast().told());
  }

  @Test
  void theJudgeIsTheOneNamed() {
    assertSame(Judge.OF_ANYTHING, recorder.judge());
    Judge judge = new Judge("lpar", IsmFacts.plain(0));
    assertSame(judge, recorder.judgedBy(judge).judge());
  }
}
