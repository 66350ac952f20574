package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How tokens are handed out, and how long one that is gone names nothing. */
class TokenTest {
  private static final long A = 0xa1a1_a1a1_0000_0001L;
  private static final long B = 0xb2b2_b2b2_0000_0002L;
  private static final int DEAD = Outcome.error(40);
  private static final int TOKENS = 0xffff;
  private static final int INDEX = 32;

  private final Fabric fabric = new Fabric(0x120);
  private final Bench a = new Bench(fabric, A).probed();
  private final Bench b = new Bench(fabric, B).probed();

  private void unregister(Bench owner, long token) {
    assertEquals(0, owner.command("0000000b 0000 0010", Bench.hex(token)));
  }

  @Test
  void aTokenThatIsGoneNamesNothingUntilAllOthersWereHandedOut() {
    long first = a.dmb(0, 4096, INDEX, B);
    assertEquals(1L << 32, first);
    unregister(a, first);
    for (long n = 2; n <= TOKENS; n++) {
      long token = a.dmb(0, 4096, INDEX, B);
      assertEquals(n << 32, token);
      assertEquals(DEAD, b.move(first, 0, false, 0, "01"));
      unregister(a, token);
    }
    assertEquals(0, a.memory.u8(Bench.DMB));
    long again = a.dmb(0, 4096, INDEX, B);
    assertEquals(first, again);
    assertEquals(Outcome.OK, b.move(again, 0, false, 0, "01"));
    assertEquals(1, a.memory.u8(Bench.DMB));
  }

  @Test
  void aLiveTokenIsPassedOver() {
    long kept = a.dmb(0, 4096, INDEX, B);
    fabric.nextToken(4);
    long asked = a.dmb(4096, 4096, INDEX + 1, B);
    assertEquals(4L << 32, asked);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      long token = b.dmb(0, 4096, INDEX, A);
      seen.add(token);
      unregister(b, token);
    }
    assertEquals(
        Set.of(2L << 32, 3L << 32, 5L << 32, 6L << 32, 7L << 32, 8L << 32, 9L << 32, 10L << 32),
        seen);
    assertEquals(Outcome.OK, b.move(kept, 0, false, 0, "01"));
    assertEquals(Outcome.OK, b.move(asked, 0, false, 0, "02"));
    fabric.nextToken(4);
    assertEquals(11L << 32, b.dmb(0, 4096, INDEX, A), "4 is live: it was asked for in vain");
  }

  @Test
  void tokenZeroIsOnlyHandedOutWhereItIsAskedFor() {
    assertEquals(DEAD, b.move(0, 0, false, 0, "01"));
    fabric.nextToken(0);
    assertEquals(0, a.dmb(0, 4096, INDEX, B));
    assertEquals(Outcome.OK, b.move(0, 0, false, 0, "07"));
    assertEquals(7, a.memory.u8(Bench.DMB));
    unregister(a, 0);
    assertEquals(DEAD, b.move(0, 0, false, 0, "08"));
    assertEquals(1L << 32, a.dmb(0, 4096, INDEX, B));
  }

  @Test
  void theHighestTokenThereIs() {
    fabric.nextToken(TOKENS);
    long token = a.dmb(0, 4096, INDEX, B);
    assertEquals((long) TOKENS << 32, token);
    assertEquals(Outcome.OK, b.move(token, 0, false, 0, "05"));
    assertEquals(5, a.memory.u8(Bench.DMB));
    assertEquals(DEAD, b.move(token - (1L << 32), 0, false, 0, "06"));
  }

  @Test
  void whatAFunctionThatWasTakenOutHadAreTokensThatNeverWere() {
    long token = a.dmb(0, 4096, INDEX, B);
    fabric.remove(a.function);
    assertEquals(DEAD, b.move(token, 0, false, 0, "01"));
    assertEquals(2L << 32, b.dmb(0, 4096, INDEX, A));
  }
}
