package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random sequences against a map of pages: answers, faults, bytes, and nothing else written. */
class DmaSpacePropertyTest {
  private static final int STEPS = 10_000;
  private static final int IO_PAGES = 32;
  private static final long IO = Tables.IO;

  private final Tables tables = new Tables();
  private final TreeMap<Long, Long> inTables = new TreeMap<>();
  private final TreeMap<Long, Long> seen = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private final byte[] mirror = new byte[0x200000];

  @ParameterizedTest
  @EnumSource(DmaRules.Model.class)
  void agreesWithAMapOfPages(DmaRules.Model model) {
    long seed = Long.getLong("zpci.seed", 20260102L);
    System.out.println("DmaSpacePropertyTest zpci.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    boolean live = model == DmaRules.Model.LIVE;
    DmaSpace space =
        new DmaSpace(
            live ? DmaRules.MACHINE : DmaRules.QEMU,
            Mappings.NONE,
            (pec, at) -> faults.add(pec + " " + Long.toHexString(at)));
    space.register(tables.storage, IO, IO + 0xf_ffff, Tables.iota());
    MemorySegment.copy(tables.storage.segment(), 0, MemorySegment.ofArray(mirror), 0, 0x200000);
    for (int step = 0; step < STEPS; step++) {
      long page = random.nextInt(IO_PAGES);
      switch (random.nextInt(5)) {
        case 0 -> set((int) page, Tables.frame(random.nextInt(Tables.FRAME_COUNT)), random);
        case 1 -> refresh(space, page, random.nextInt(1, 9));
        default -> access(space, live ? inTables : seen, random);
      }
      if (step % 100 == 0 || step == STEPS - 1) {
        byte[] now = new byte[mirror.length];
        MemorySegment.copy(tables.storage.segment(), 0, MemorySegment.ofArray(now), 0, now.length);
        assertArrayEquals(mirror, now, () -> "seed " + seed);
      }
    }
  }

  private void set(int page, long frame, SplittableRandom random) {
    long entry = 0x400;
    inTables.remove((long) page);
    if (random.nextInt(4) != 0) {
      entry = frame | (random.nextInt(4) == 0 ? 0x200 : 0);
      inTables.put((long) page, entry);
    }
    tables.page(page, entry);
    for (int i = 0; i < 8; i++) {
      mirror[(int) Tables.PAGES + 8 * page + i] = (byte) (entry >>> (56 - 8 * i));
    }
  }

  private void refresh(DmaSpace space, long first, int pages) {
    assertEquals(0, space.refresh(IO + 0x1000 * first, 0x1000L * pages));
    for (long page = first; page < first + pages; page++) {
      seen.remove(page);
      if (inTables.containsKey(page)) {
        seen.put(page, inTables.get(page));
      }
    }
  }

  private void access(DmaSpace space, TreeMap<Long, Long> map, SplittableRandom random) {
    long offset = random.nextInt(IO_PAGES * 0x1000);
    int length = random.nextInt(1, 0x1800);
    boolean write = random.nextBoolean();
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    byte[] before = bytes.clone();
    long bad = -1;
    for (long at = offset; at < offset + length && bad < 0; at = (at | 0xfff) + 1) {
      Long entry = map.get(at >> 12);
      if (entry == null || (write && (entry & 0x200) != 0)) {
        bad = at;
      }
    }
    faults.clear();
    int pec = bad < 0 ? 0 : 4;
    MemorySegment segment = MemorySegment.ofArray(bytes);
    if (write) {
      assertEquals(pec, space.check(IO + offset, length));
      assertEquals(List.of(), faults);
    }
    assertEquals(
        pec,
        write
            ? space.write(IO + offset, segment, 0, length)
            : space.read(IO + offset, segment, 0, length));
    assertEquals(bad < 0 ? List.of() : List.of("4 " + Long.toHexString(IO + bad)), faults);
    for (int i = 0; bad < 0 && i < length; i++) {
      int at = (int) ((map.get((offset + i) >> 12) & ~0xfffL) + ((offset + i) & 0xfff));
      if (write) {
        mirror[at] = bytes[i];
      } else {
        before[i] = mirror[at];
      }
    }
    assertArrayEquals(before, bytes);
  }
}
