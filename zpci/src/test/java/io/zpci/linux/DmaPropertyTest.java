package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.dma.TableWalk;
import io.zpci.dma.Translation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random maps and unmaps: a walk of the tables finds what is mapped and nothing else, and whoever
 * goes by RPCIT alone, as a VMM does, never has a page of the past where a new one is mapped.
 */
class DmaPropertyTest {
  private static final long SEED = Long.getLong("zpci.seed", 20261121);
  private static final long ABSENT = -1;

  /** One run: the function's kernel, what should be mapped, and what RPCIT told. */
  private static final class Run {
    private final KernelBench bench;
    private final LinuxDma dma;
    private final boolean strict;
    private final SplittableRandom random;
    private final Map<Long, Long> expected = new TreeMap<>();
    private final Map<Long, Long> shadow = new HashMap<>();
    private final List<long[]> mapped = new ArrayList<>();
    private final Translation found = new Translation();
    private int failed;

    Run(String version, boolean strict, int pft, int mask, long seed) {
      this.bench =
          new KernelBench(
              version,
              told ->
                  told.withIdentity(0, 0, pft)
                      .withTranslation(true, mask)
                      .withDma(1L << 32, mask == 0x40 ? (1L << 32) + 0x7f_ffff : (1L << 53) - 1));
      int factor = mask == 0x40 ? 1 : 0;
      this.dma = bench.enabled(new LinuxDma.Parameters(strict, factor));
      this.strict = strict || (pft == 5 && version.equals("linux-7.2"));
      this.random = new SplittableRandom(seed);
      bench.cpu.refreshed = this::refresh;
    }

    /** What a VMM does: its shadow becomes what the tables say. */
    private void refresh(long start, long length) {
      if (length > 1 << 20) {
        shadow.keySet().removeIf(page -> walk(page) == ABSENT);
        return;
      }
      for (long page = start; page < start + length; page += 4096) {
        long entry = walk(page);
        if (entry == ABSENT) {
          shadow.remove(page);
        } else {
          shadow.put(page, entry);
        }
      }
    }

    /**
     * The page entry, by the offsets of spec zpci 11.2 and the rules of 11.3; what {@link
     * TableWalk} finds is the same.
     */
    private long walk(long address) {
      long entry = entry(address);
      assertEquals(0, TableWalk.walk(bench.storage, dma.iota(), address, found));
      assertEquals(entry != ABSENT, found.present());
      if (entry != ABSENT) {
        assertEquals(entry & ~0xfffL, found.frame());
        assertEquals((entry & 0x200) == 0, found.writable());
      }
      return entry;
    }

    private long entry(long address) {
      long table = dma.iota() & ~0x3fffL;
      for (int level = (int) (dma.iota() >> 2) & 7; level >= 0; level--) {
        long entry = bench.storage.getLong(table + 8 * ((address >>> (20 + 11 * level)) & 0x7ff));
        if ((entry & 0x20) != 0) {
          assertEquals(0x20, entry);
          return ABSENT;
        }
        assertEquals(level, (entry & 0x0c) >> 2);
        assertEquals(level == 0 ? 0 : 3, entry & 3);
        table = entry & (level == 0 ? ~0x7ffL : ~0x3fffL);
      }
      long entry = bench.storage.getLong(table + 8 * ((address >>> 12) & 0xff));
      return (entry & 0x400) != 0 ? ABSENT : entry;
    }

    void step() {
      int kind = random.nextInt(100);
      if (kind < 52) {
        map();
      } else if (kind < 99) {
        unmap();
      } else {
        dma.flush();
      }
      check();
    }

    private void map() {
      long address = 0x10_0000 + random.nextInt(1 << 20);
      long size = 1 + random.nextInt(1 << random.nextInt(18));
      DmaDirection direction =
          random.nextInt(3) == 0 ? DmaDirection.TO_DEVICE : DmaDirection.BIDIRECTIONAL;
      long ioAddress = dma.map(address, size, direction);
      if (ioAddress < 0) {
        failed++;
        return;
      }
      assertEquals(address & 0xfff, ioAddress & 0xfff);
      assertTrue(ioAddress >= dma.start() && ioAddress + size - 1 <= dma.end());
      long frame = address & ~0xfffL;
      for (long page = ioAddress & ~0xfffL; page < ioAddress + size; page += 4096) {
        long entry = frame | (direction == DmaDirection.TO_DEVICE ? 0x200 : 0);
        assertEquals(null, expected.put(page, entry), "the address is in use");
        frame += 4096;
      }
      mapped.add(new long[] {ioAddress, size});
    }

    private void unmap() {
      if (mapped.isEmpty()) {
        return;
      }
      long[] area = mapped.remove(random.nextInt(mapped.size()));
      assertEquals(0, dma.unmap(area[0], area[1]));
      for (long page = area[0] & ~0xfffL; page < area[0] + area[1]; page += 4096) {
        expected.remove(page);
        assertEquals(ABSENT, walk(page));
        if (strict) {
          assertEquals(null, shadow.get(page), "a strict unmap is refreshed");
        }
      }
    }

    private void check() {
      if (mapped.isEmpty()) {
        return;
      }
      long[] area = mapped.get(random.nextInt(mapped.size()));
      check(area);
      check(mapped.getLast());
    }

    private void check(long[] area) {
      for (long page = area[0] & ~0xfffL; page < area[0] + area[1]; page += 4096) {
        assertEquals(expected.get(page), walk(page));
        assertEquals(expected.get(page), shadow.get(page), "what is mapped was refreshed");
      }
    }

    void finish() {
      mapped.forEach(this::check);
      for (long page = dma.start(); page < dma.start() + 0x80_0000; page += 4096) {
        assertEquals(expected.getOrDefault(page, ABSENT), walk(page));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, false, 0, 40",
    "linux-5.10, true,  0, 40",
    "linux-6.1,  false, 5, 40",
    "linux-6.12, false, 0, 40",
    "linux-7.2,  false, 0, 40",
    "linux-7.2,  true,  0, 40",
    "linux-7.2,  false, 5, 40",
    "linux-7.2,  false, 0, 08",
    "linux-7.2,  true,  0, 04",
  })
  void theWalkFindsWhatIsMapped(String version, boolean strict, int pft, String mask) {
    Run run = new Run(version, strict, pft, Integer.parseInt(mask, 16), SEED);
    try {
      for (int i = 0; i < 10_000; i++) {
        run.step();
      }
      run.finish();
    } catch (AssertionError e) {
      throw new AssertionError("seed " + SEED, e);
    }
    assertTrue(run.failed < 100, () -> run.failed + " of the maps failed, seed " + SEED);
  }

  @Test
  void twoRunsGiveTheSameAddresses() {
    Run one = new Run("linux-7.2", false, 0, 0x40, SEED);
    Run other = new Run("linux-7.2", false, 0, 0x40, SEED);
    for (int i = 0; i < 1_000; i++) {
      one.step();
      other.step();
    }
    assertEquals(one.expected, other.expected);
    assertEquals(one.bench.cpu.seen, other.bench.cpu.seen);
  }
}
