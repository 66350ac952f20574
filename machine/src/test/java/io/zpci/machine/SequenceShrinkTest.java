package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.trace.Operation;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SequenceShrinkTest {
  private static final Issued LOAD = Issued.load(Operation.PCILG, 15, 0, 4);
  private static final Issued BLOCK =
      Issued.store(Operation.PCISTB, 0, 0x40, Bytes.counting(1, 64)).from(0x20);
  private static final Issued ODD = Issued.store(Operation.PCISTB, 0, 0x41, Bytes.counting(1, 24));

  private static SequenceShrink shrink(String route, Issued... sequence) {
    SequenceRunner runner =
        new SequenceRunner(Routes.named(route).orElseThrow(), Stack.newest(), DeviceModel.MEMORY);
    return new SequenceShrink(runner, List.of(sequence));
  }

  @Test
  void oneSimplerBlockIsLeft() {
    SequenceShrink shrink = shrink("bar-rw", LOAD, BLOCK, LOAD, BLOCK);
    SequenceFailure first = Objects.requireNonNull(shrink.first(any -> true));
    FailureSignature cut = new FailureSignature("cut", "qemu", null);
    assertEquals(1, first.index());
    assertEquals(cut, first.signature());
    SequenceShrink.Shortest shortest = shrink.shrink(cut, Shrinker.RUNS, Shrinker.Watcher.NONE);
    assertEquals(
        List.of(Issued.store(Operation.PCISTB, 0, 0, Bytes.of(new byte[16]))),
        shortest.shrunk().elements());
    assertTrue(shortest.alone());
    assertEquals(1, shortest.first().index());
    assertEquals(0, shortest.failure().index());
  }

  /** The operation before fails in another way and stays out of the sequence. */
  @Test
  void anotherFailureMayBeWanted() {
    SequenceShrink shrink = shrink("bar-rw", ODD, BLOCK);
    SequenceFailure odd = Objects.requireNonNull(shrink.first(any -> true));
    assertEquals(0, odd.index());
    SequenceFailure cut =
        Objects.requireNonNull(shrink.first(each -> each.verdict().equals("cut")));
    assertEquals(1, cut.index());
    SequenceShrink.Shortest whole =
        shrink.shrink(cut.signature(), Shrinker.RUNS, (runs, left) -> false);
    assertEquals(List.of(ODD, BLOCK), whole.shrunk().elements());
    assertFalse(whole.shrunk().minimal());
    assertFalse(whole.alone());
    String source = SequenceTestSource.of(whole, "x.jsonl", "XTest");
    assertTrue(source.contains("theLastOperationArrivesWhole"), source);
    assertTrue(source.contains("run.issueAll(\n"), source);
    assertTrue(source.contains("/** Shrunk by zpci shrink from x.jsonl: cut by qemu. */"), source);
  }

  @Test
  void whatDoesNotFailIsSaid() {
    SequenceShrink shrink = shrink("lpar", LOAD, BLOCK);
    assertNull(shrink.first(any -> true));
    FailureSignature failure = new FailureSignature("lost", null, null);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> shrink.shrink(failure, 1, Shrinker.Watcher.NONE));
    assertEquals("no operation was lost", e.getMessage());
  }

  /** On a function that nobody prepared a move finds no DMB; its test prepares none either. */
  @Test
  void anUnpreparedFunctionStaysSo() {
    SequenceRunner runner =
        new SequenceRunner(Routes.named("lpar").orElseThrow(), Stack.newest(), DeviceModel.ISM)
            .unprepared();
    assertFalse(runner.prepared());
    Issued move = Issued.store(Operation.PCISTB, 0, 0x100100000000L, Bytes.counting(1, 8));
    SequenceShrink shrink = new SequenceShrink(runner, List.of(move));
    SequenceFailure failure = Objects.requireNonNull(shrink.first(any -> true));
    SequenceShrink.Shortest shortest =
        shrink.shrink(failure.signature(), Shrinker.RUNS, Shrinker.Watcher.NONE);
    assertFalse(shortest.runner().prepared());
    String source = SequenceTestSource.of(shortest, "x", "XTest");
    assertFalse(source.contains("IsmPeer"), source);
    assertTrue(source.contains("device = DeviceModel.ISM"), source);
  }
}
