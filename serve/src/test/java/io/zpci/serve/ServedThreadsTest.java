package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.MoveOffset;
import io.zpci.posix.PosixException;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Four CPUs of two guests move and signal while the guests' handlers take the signals: a handler
 * that clears the summary and then looks at the others sees the last of every DMB, and never what
 * another CPU sent.
 */
class ServedThreadsTest {
  private static final long A = 1;
  private static final long B = 2;
  private static final int ROUNDS = 20_000;
  private static final int WORDS = 64;
  private static final int FIRST_INDEX = 32;
  private static final int SUMMARY = 0x8000_0000;

  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);

  /** One CPU of {@code guest}, which fills a piece of a peer's DMB with its name and a number. */
  private static void send(Guest guest, long token, int number) {
    MemorySegment words = MemorySegment.ofArray(new long[WORDS]);
    long offset = MoveOffset.of(token, 0, true, 8);
    for (int i = 1; i <= ROUNDS; i++) {
      for (int word = 0; word < WORDS; word++) {
        words.setAtIndex(Layouts.LONG, word, (long) number << 32 | i);
      }
      int outcome = guest.block(0, offset, 0, words, 0, 8 * WORDS);
      if (outcome != Outcome.OK) {
        throw new AssertionError(Outcome.describe(outcome));
      }
    }
  }

  /** The handler of a guest with two DMBs at {@link #FIRST_INDEX}. */
  private static final class Handler {
    private final Guest guest;
    private final long[] seen = new long[2];
    private long interrupts;

    Handler(Guest guest) {
      this.guest = guest;
    }

    /** False where no interrupt was there to be taken. */
    boolean handle() throws PosixException {
      long taken = guest.interrupts.take();
      interrupts += taken;
      if (taken == 0) {
        return false;
      }
      int _ = (int) Layouts.ATOMIC_INT.getAndBitwiseAnd(guest.ram, (long) Guest.SBA, ~SUMMARY);
      int bits =
          (int) Layouts.ATOMIC_INT.getAndBitwiseAnd(guest.ram, Guest.SBA + 4L + FIRST_INDEX / 8, 0);
      for (int dmb = 0; dmb < 2; dmb++) {
        if ((bits & SUMMARY >>> dmb) != 0) {
          look(dmb);
        }
      }
      return true;
    }

    /** All of it is the one sender's; the sender may be at it again meanwhile. */
    private void look(int dmb) {
      long at = Guest.DMB + 2L * Guest.PAGE * dmb + 8;
      for (int word = 0; word < WORDS; word++) {
        long value = guest.ram.get(Layouts.LONG, at + 8L * word);
        assertEquals(dmb, value >>> 32, "whose it is");
        seen[dmb] = value & 0xffff_ffffL;
      }
    }

    void check() {
      assertEquals(List.of((long) ROUNDS, (long) ROUNDS), List.of(seen[0], seen[1]));
      assertTrue(interrupts > 0 && interrupts <= 2L * ROUNDS, "interrupts: " + interrupts);
    }
  }

  private static long dmb(Guest guest, int number, long user) {
    int at = Guest.DMB + 2 * Guest.PAGE * number;
    return guest.dmb(at, Guest.PAGE, FIRST_INDEX + number, user);
  }

  @Test
  void noSignalIsLost() throws IOException, InterruptedException, ExecutionException {
    try (Guest a = Guest.attached(machine.ism(A, OptionalInt.empty(), FunctionEvents.NONE));
        Guest b = Guest.attached(machine.ism(B, OptionalInt.empty(), FunctionEvents.NONE));
        ExecutorService cpus = Executors.newFixedThreadPool(4)) {
      a.probed();
      b.probed();
      List<Future<?>> senders = new ArrayList<>();
      for (int number = 0; number < 2; number++) {
        long toB = dmb(b, number, A);
        long toA = dmb(a, number, B);
        int cpu = number;
        senders.add(cpus.submit(() -> send(a, toB, cpu)));
        senders.add(cpus.submit(() -> send(b, toA, cpu)));
      }
      List<Handler> handlers = List.of(new Handler(a), new Handler(b));
      boolean sending = true;
      boolean handled = true;
      while (sending || handled) {
        // First whether anybody sends, then what came: what comes after is seen next time.
        sending = !senders.stream().allMatch(Future::isDone);
        handled = handlers.get(0).handle() | handlers.get(1).handle();
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
      handlers.forEach(Handler::check);
    }
  }
}
