package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DMA of several threads, with and without somebody who refreshes. Bounded rounds, no clock. */
class DmaSpaceThreadsTest {
  private static final long IO = Tables.IO;
  private static final int THREADS = 4;
  private static final int ROUNDS = 20_000;
  private static final long ONE = 0x1111_1111_1111_1111L;
  private static final long OTHER = 0x2222_2222_2222_2222L;

  private final Tables tables = new Tables();
  private final AtomicInteger faults = new AtomicInteger();

  private DmaSpace space(DmaRules rules) {
    DmaSpace space = new DmaSpace(rules, Mappings.NONE, (_, _) -> faults.incrementAndGet());
    space.register(tables.storage, IO, IO + 0x7fff_ffff, Tables.iota());
    return space;
  }

  private static void all(List<Runnable> tasks) throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<Future<?>> done = new ArrayList<>();
      for (Runnable task : tasks) {
        done.add(
            threads.submit(() -> {
              start.await();
              task.run();
              return null;
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
  }

  /** A reader sees one frame, the other, or none; neighbours that stay mapped are always there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readersAndOneWhoRefreshes(boolean shadow) throws Exception {
    DmaSpace space = space(shadow ? DmaRules.QEMU : DmaRules.MACHINE);
    for (int at = 0; at < 4096; at += 8) {
      tables.storage.putLong(Tables.frame(1) + at, ONE);
      tables.storage.putLong(Tables.frame(2) + at, OTHER);
    }
    tables.page(1, Tables.frame(1));
    space.refresh(IO, 0x10_0000);
    List<Runnable> tasks = new ArrayList<>();
    AtomicInteger absent = new AtomicInteger();
    tasks.add(() -> {
      for (int i = 0; i < ROUNDS; i++) {
        tables.page(0, i % 3 == 0 ? TableEntry.EMPTY_PAGE : Tables.frame(i % 3));
        assertEquals(0, space.refresh(IO, 0x1000));
        // Segments come and go, so that what readers go by is made anew.
        tables.storage.putLong(Tables.SEGMENTS + 8L * (i % 200 + 1), tableOrNone(i));
        assertEquals(0, space.refresh(IO + 0x10_0000L * (i % 200 + 1), 0x1000));
      }
    });
    for (int i = 1; i < THREADS; i++) {
      tasks.add(() -> read(space, absent));
    }
    all(tasks);
    assertEquals(absent.get(), faults.get());
  }

  private static long tableOrNone(int i) {
    return i / 200 % 2 == 0 ? TableEntry.segment(Tables.PAGES) : TableEntry.EMPTY;
  }

  private static void read(DmaSpace space, AtomicInteger absent) {
    MemorySegment data = MemorySegment.ofArray(new long[2]);
    for (int i = 0; i < ROUNDS; i++) {
      assertEquals(0, space.read(IO + 0x1008, data, 0, 8), "the neighbour");
      assertEquals(ONE, data.get(Layouts.LONG, 0));
      int code = space.read(IO + 8 * (i % 512), data, 8, 8);
      long seen = data.get(Layouts.LONG, 8);
      if (code == 0) {
        assertTrue(seen == ONE || seen == OTHER, Long.toHexString(seen));
      } else {
        assertEquals(4, code);
        absent.incrementAndGet();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAllWhoSetABitOneFindsItClear(boolean shadow) throws Exception {
    DmaSpace space = space(shadow ? DmaRules.QEMU : DmaRules.MACHINE);
    tables.page(0, Tables.frame(1));
    space.refresh(IO, 0x1000);
    AtomicInteger clear = new AtomicInteger();
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(() -> {
        Register previous = new Register();
        for (int bit = 0; bit < 32 * 1024; bit++) {
          int mask = 0x8000_0000 >>> bit;
          assertEquals(0, space.or(IO + bit / 32 * 4, mask, previous));
          if ((previous.get() & mask) == 0) {
            clear.incrementAndGet();
          }
        }
      });
    }
    all(tasks);
    assertEquals(32 * 1024, clear.get());
    for (int word = 0; word < 4096; word += 4) {
      assertEquals(-1, tables.storage.getInt(Tables.frame(1) + word));
    }
  }

  /** A change whose new half is refused: nothing is reached any more, and RPCIT says why. */
  @Test
  void aReplacementThatIsRefusedReachesNothing() {
    List<String> told = new ArrayList<>();
    Mappings mappings =
        new Mappings() {
          @Override
          public boolean map(long address, long storageAddress, long size, boolean writable) {
            told.add("map %x %x".formatted(address, storageAddress));
            return storageAddress != Tables.frame(2);
          }

          @Override
          public void unmap(long address, long size) {
            told.add("unmap %x %x".formatted(address, size));
          }
        };
    DmaSpace space =
        new DmaSpace(DmaRules.QEMU_ONE_PASS, mappings, (_, _) -> faults.incrementAndGet());
    space.register(tables.storage, IO, IO + 0x7fff_ffff, Tables.iota());
    tables.page(0, Tables.frame(1));
    assertEquals(0, space.refresh(IO, 0x1000));
    tables.page(0, Tables.frame(2));
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x1000));
    assertEquals(
        List.of("map 100000000 21000", "unmap 100000000 1000", "map 100000000 22000"), told);
    assertEquals(4, space.write(IO, MemorySegment.ofArray(new long[1]), 0, 8));
    assertEquals(1, faults.get());
  }
}
