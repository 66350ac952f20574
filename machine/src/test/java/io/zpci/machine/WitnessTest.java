package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.ism.IsmFacts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Verdict;
import org.junit.jupiter.api.Test;

/** What is judged of a run: accesses to BARs that a guest or a process issued. */
class WitnessTest {
  private final Witness witness = new Witness("test", IsmFacts.plain(0x100));

  /** A store that nothing below took. */
  private void lost(Hand hand, int space, long offset) {
    witness.enter(hand, Operation.PCISTG, space, offset, 8, null, 0, 1);
    witness.exit(0, 0);
  }

  @Test
  void aGuestsStoreThatGoesNowhereIsLost() {
    lost(Hand.GUEST, 2, 8);
    lost(Hand.PROCESS, 2, 16);
    assertEquals(Verdict.LOST, witness.worst());
    TalkResult.Break first = witness.firstBreak();
    assertNotNull(first);
    assertEquals("pcistg 2 0x8 8", first.operation());
    assertEquals(0, witness.arrivals().stores());
  }

  @Test
  void aKernelsOwnStoreIsNotJudged() {
    lost(Hand.HOST_LINUX, 2, 8);
    lost(Hand.GUEST_LINUX, 2, 8);
    assertEquals(Verdict.DELIVERED, witness.worst());
    assertNull(witness.firstBreak());
  }

  @Test
  void configurationIsNotJudged() {
    lost(Hand.GUEST, 15, 8);
    assertEquals(Verdict.DELIVERED, witness.worst());
    assertNull(witness.firstBreak());
  }

  @Test
  void nothingIsSeenAfterTheEnd() {
    witness.rest();
    lost(Hand.GUEST, 2, 8);
    assertNull(witness.firstBreak());
  }
}
