package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks leave nothing for the collector. */
class GdbstubAllocationTest {
  private static final int BLOCKS = 1000;

  /** Downcalls allocate till they are compiled, so the least of so many rounds counts. */
  private static final int ROUNDS = 60;

  /** Where compilers are starved: more rounds, as many as are done in that time. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private static final long LIMIT = 4L * BLOCKS;
  private static final long SLIDE = 0x3ff_e000_0000L;
  private static final long PCISTB = StubKernel.PCISTB + SLIDE;

  @TempDir Path folder;

  @Test
  void blocksDoNotAllocate() throws Exception {
    Counted blocks = new Counted();
    try (StubGuest guest = new StubGuest(folder.resolve("gdb"), 1)) {
      StubKernel.load(guest, SLIDE);
      // PCISTB and BR %r14, over and over.
      guest.put((int) StubKernel.PCISTB, StubKernel.CODE + "07fe");
      guest.put(0x8_0000, "11");
      guest.register(0, 14, PCISTB);
      guest.register(0, 11, 0x8002_0000_0000_0100L);
      guest.register(0, 8, 0x8_0000);
      try (GdbstubBlocks gdbstub =
          new GdbstubBlocks(
              guest.path(), List.of(blocks), OptionalLong.of(PCISTB), null, GdbstubEvents.NONE)) {
        gdbstub.functionEnabled();
        guest.go(0, StubGuest.KERNEL, PCISTB);
        gdbstub.start();
        blocks.done.await();
      }
    }
    assertTrue(blocks.least < LIMIT, () -> blocks.least + " bytes in " + BLOCKS + " blocks");
  }

  /** Counts what its caller's thread allocates. */
  private static final class Counted implements GuestBlocks {
    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final long begin = System.nanoTime();
    private int count;
    private int rounds;
    private long before;
    private volatile long least = Long.MAX_VALUE;

    @Override
    public boolean serves(int handle) {
      return true;
    }

    @Override
    public int storeBlock(long request, long offset, long address, MemorySegment data, long at) {
      if (++count == BLOCKS) {
        long now = threads.getCurrentThreadAllocatedBytes();
        least = Math.min(least, now - before);
        before = now;
        count = 0;
        rounds++;
        boolean over = rounds >= ROUNDS && System.nanoTime() - begin > PATIENCE_NANOS;
        if (least < LIMIT || over) {
          done.countDown();
        }
      }
      return Outcome.error(count & 1);
    }

    @Override
    public boolean read(long address, MemorySegment target, long at, int length) {
      target.set(ValueLayout.JAVA_BYTE, at, (byte) 0x11);
      return true;
    }
  }
}
