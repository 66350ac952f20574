package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Moves, signals and commands leave nothing for the collector, once every token was handed out:
 * till then rows for them are made.
 */
class AllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int TOKENS = 0xffff;
  private static final int BYTES_A_ROUND = 4;

  @Test
  void movesAndCommandsDoNotAllocate() {
    Fabric fabric = new Fabric(1);
    Quiet memory = new Quiet();
    IsmFunction function = fabric.add(7, IsmFacts.plain(1));
    function.connect(memory, _ -> {});
    MemorySegment data = MemorySegment.ofArray(new long[512]);
    Register loaded = new Register();
    for (int i = 0; i < TOKENS; i++) {
      round(function, data, loaded);
    }
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round(function, data, loaded);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < (long) ROUNDS * BYTES_A_ROUND, () -> allocated + " bytes");
  }

  /** SBA, queue, a DMB for itself, two moves, its end with an event, and the rest again. */
  private static void round(IsmFunction function, MemorySegment data, Register loaded) {
    data.set(Layouts.LONG, 0, 0x1000);
    function.storeBlock(2, 8, data, 0, 8);
    command(function, data, 0x0000_0001_0000_0010L);
    data.set(Layouts.LONG, 0, 0x2000);
    data.set(Layouts.LONG, 8, 512);
    function.storeBlock(2, 8, data, 0, 16);
    command(function, data, 0x0000_0002_0000_0018L);
    data.set(Layouts.LONG, 0, 0x10000);
    data.set(Layouts.LONG, 8, 0x4000_0000_0020L);
    data.set(Layouts.LONG, 16, 0);
    data.set(Layouts.LONG, 24, 7);
    function.storeBlock(2, 8, data, 0, 32);
    command(function, data, 0x0000_000a_0000_0028L);
    function.load(2, 0, 8, loaded);
    function.load(2, 8, 8, loaded);
    long token = loaded.get();
    function.storeBlock(0, token | 32, data, 0, 4064);
    function.storeBlock(0, token | MoveOffset.SIGNAL, data, 0, 32);
    data.set(Layouts.LONG, 0, token);
    function.storeBlock(2, 8, data, 0, 8);
    command(function, data, 0x0000_000b_0000_0010L);
    command(function, data, 0x0000_0008_0000_0008L);
    command(function, data, 0x0000_0012_0000_0008L);
    command(function, data, 0x0000_0011_0000_0008L);
  }

  private static void command(IsmFunction function, MemorySegment data, long header) {
    data.set(Layouts.LONG, 0, header);
    function.storeBlock(2, 0, data, 0, 8);
  }

  /** Memory that takes everything. */
  private static final class Quiet implements Dma {
    private final MemorySegment bytes = MemorySegment.ofArray(new long[1 << 15]);

    @Override
    public int read(long address, MemorySegment target, long at, long length) {
      return 0;
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      MemorySegment.copy(source, at, bytes, address, length);
      return 0;
    }

    @Override
    public int or(long address, int bits, Register previous) {
      previous.set((int) Layouts.ATOMIC_INT.getAndBitwiseOr(bytes, address, bits) & 0xffff_ffffL);
      return 0;
    }

    @Override
    public int check(long address, long length) {
      return 0;
    }
  }
}
