package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What DMA and RPCIT do by both models, at the edges that the architecture's reference names. */
class DmaSpaceTest {
  private static final long IO = Tables.IO;
  private static final long PAL = IO + 0xf_ffff;

  private final Tables tables = new Tables();
  private final List<String> told = new ArrayList<>();
  private final MemorySegment data = MemorySegment.ofArray(new long[0x400]);
  private final Register previous = new Register();
  private int left = 1000;
  private long refused;
  private long again;
  private Runnable unmapping = () -> {};

  private final Mappings mappings =
      new Mappings() {
        @Override
        public boolean map(long address, long storageAddress, long size, boolean writable) {
          told.add("map %x %x %x %b".formatted(address, storageAddress, size, writable));
          if (address == refused) {
            refused = again;
            return false;
          }
          left--;
          return true;
        }

        @Override
        public void unmap(long address, long size) {
          told.add("unmap %x %x".formatted(address, size));
          unmapping.run();
          left += (int) (size / 0x1000);
        }

        @Override
        public boolean exhausted() {
          return left == 0;
        }
      };

  private DmaSpace space(DmaRules rules) {
    DmaSpace space =
        new DmaSpace(rules, mappings, (pec, at) -> told.add("pec %d %x".formatted(pec, at)));
    space.register(tables.storage, IO, PAL, Tables.iota());
    return space;
  }

  private void tells(String... expected) {
    assertEquals(List.of(expected), told);
    told.clear();
  }

  private int write(DmaSpace space, long address, long length) {
    return space.write(address, data.fill((byte) 0x5a), 0, length);
  }

  @Test
  void theShadowIsWhatRefreshTook() {
    DmaSpace space = space(DmaRules.QEMU);
    tables.page(0, 0x20000);
    assertEquals(4, write(space, IO + 2, 2));
    tells("pec 4 100000002");
    assertEquals(0, space.refresh(IO, 0x1000));
    tells("map 100000000 20000 1000 true");
    assertEquals(0, write(space, IO + 2, 2));
    assertEquals(0x5a5a0000, tables.storage.getInt(0x20002));
    tables.page(0, 0x400);
    assertEquals(0, write(space, IO + 4, 2));
    assertEquals(0, space.refresh(IO, 0x1000));
    tells("unmap 100000000 1000");
    assertEquals(4, write(space, IO + 4, 2));
    tables.page(0, 0x20200);
    told.clear();
    assertEquals(0, space.refresh(IO, 0x1000));
    assertEquals(0, space.refresh(IO, 0x1000));
    tells("map 100000000 20000 1000 false");
    assertEquals(0, space.read(IO, data, 0, 8));
    assertEquals(4, space.check(IO, 8));
    tells();
    assertEquals(4, write(space, IO, 8));
    tells("pec 4 100000000");
    tables.page(0, 0x21000);
    assertEquals(0, space.refresh(IO, 0x1000));
    tells("unmap 100000000 1000", "map 100000000 21000 1000 true");
    tables.storage.putLong(Tables.SEGMENTS, 0x100400);
    assertEquals(0, space.refresh(IO + 0x7000, 0x1000));
    assertEquals(0, write(space, IO + 0x7010, 4));
    assertEquals(0x5a5a5a5a, tables.storage.getInt(0x107010));
  }

  @Test
  void liveTablesNeedNoRefresh() {
    DmaSpace space = space(DmaRules.MACHINE);
    tables.page(0, 0x20000);
    assertEquals(0, write(space, IO + 0xffe, 2));
    assertEquals(4, write(space, IO + 0xffe, 3));
    tells("pec 4 100001000");
    tables.page(0, 0x400);
    assertEquals(4, write(space, IO, 1));
    tables.page(0, 0);
    assertEquals(7, write(space, IO, 1));
    tables.storage.putLong(Tables.thirdEntry(), 0x10006);
    assertEquals(8, space.read(IO, data, 0, 1));
    tables.storage.putLong(Tables.thirdEntry(), 0x10003);
    assertEquals(9, space.or(IO, 1, previous));
    tells("pec 4 100000000", "pec 7 100000000", "pec 8 100000000", "pec 9 100000000");
  }

  @ParameterizedTest
  @EnumSource(DmaRules.Model.class)
  void anAccessIsWholeOrNotDone(DmaRules.Model model) {
    DmaSpace space = space(model == DmaRules.Model.LIVE ? DmaRules.MACHINE : DmaRules.QEMU);
    tables.page(0, 0x20000);
    tables.page(2, 0x21000);
    assertEquals(0, space.refresh(IO, 0x3000));
    told.clear();
    assertEquals(4, write(space, IO + 0xff0, 0x1800));
    tells("pec 4 100001000");
    assertEquals(0, tables.storage.getLong(0x20ff0));
    tables.page(1, 0x7fff_f000L);
    assertEquals(0, space.refresh(IO, 0x3000));
    told.clear();
    assertEquals(4, write(space, IO + 0xff0, 0x1800));
    tells("pec 4 100001000");
  }

  @Test
  void outsideTheRegisteredRange() {
    DmaSpace space = space(DmaRules.QEMU);
    assertEquals(2, write(space, IO - 1, 1));
    tells("pec 2 ffffffff");
    assertEquals(0, write(space, PAL + 1, 1));
    assertEquals(0, space.check(PAL + 1, 1));
    tells();
    tables.page(255, 0x20000);
    assertEquals(0, write(space(DmaRules.MACHINE), PAL, 1));
    assertEquals(0x5a, tables.storage.getByte(0x20fff));
    assertEquals(2, write(space(DmaRules.MACHINE), PAL + 1, 1));
    tells("pec 2 100100000");
    space.translate(false);
    assertEquals(0, write(space, IO, 1));
    tells();
  }

  @Test
  void theRangeOfARefresh() {
    DmaSpace space = space(DmaRules.QEMU);
    assertEquals(0, space.refresh(IO - 0x1000, 0x1000));
    tells();
    assertEquals(2, space.refresh(IO - 0x2000, 0x1000));
    tells("pec 2 ffffe000");
    assertEquals(2, space.refresh(PAL + 1, 0x1000));
    assertEquals(0, space.refresh(IO, 0));
    tells("pec 2 100100000");
    assertEquals(0, space.refresh(PAL, 1));
    tells();
    tables.page(0, 0x20000);
    tables.page(1, 0x21000);
    assertEquals(0, space.refresh(IO + 0x800, 0x1000));
    tells("map 100000000 20000 1000 true", "map 100001000 21000 1000 true");
    tables.page(2, 0);
    assertEquals(7, space.refresh(IO, 0x4000));
    tells("pec 7 100002000");
  }

  @Test
  void aClampedRefreshLeavesTheOutsideAlone() {
    tables.storage.putLong(Tables.SEGMENTS + 8, 0x100400);
    tables.storage.putLong(Tables.thirdEntry() - 8, 0x10007);
    tables.storage.putLong(Tables.SEGMENTS + 8 * 2047, 0x100400);
    DmaSpace space = space(DmaRules.MACHINE);
    assertEquals(0, space.refresh(IO - 0x1000, 0x103000));
    tells();
    assertEquals(0, space(DmaRules.QEMU).refresh(IO - 0x1000, 0x103000));
    tells(
        "map fffff000 1ff000 1000 true",
        "map 100100000 100000 1000 true",
        "map 100101000 101000 1000 true");
  }

  @Test
  void unmapsAreAlignedPowersOfTwo() {
    DmaSpace space = space(DmaRules.QEMU);
    for (int i = 1; i < 8; i++) {
      tables.page(i, Tables.frame(i));
    }
    assertEquals(0, space.refresh(IO, 0x8000));
    told.clear();
    tables.storage.putLong(Tables.SEGMENTS, 0x20);
    assertEquals(0, space.refresh(IO, 0x7000));
    tells(
        "unmap 100001000 1000",
        "unmap 100002000 2000",
        "unmap 100004000 2000",
        "unmap 100006000 1000");
    space.deregister();
    tells("unmap 100007000 1000");
    assertFalse(space.registered());
    assertEquals(0, space.pal());
    assertEquals(0, write(space, IO, 1));
    assertEquals(1, space.refresh(IO, 0x1000));
    tells("pec 1 100000000");
  }

  @Test
  void exhaustedMappings() {
    DmaSpace space = space(DmaRules.QEMU);
    tables.page(3, Tables.frame(3));
    left = 2;
    assertEquals(0, space.refresh(IO, 0x4000));
    tables.page(0, Tables.frame(0));
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x1000));
    tables.page(1, Tables.frame(1));
    tables.page(3, 0x400);
    told.clear();
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x4000));
    tells("unmap 100003000 1000", "map 100001000 21000 1000 true");
  }

  @Test
  void aRefreshOfNothingIsWellThoughNoMappingIsLeft() {
    DmaSpace space = space(DmaRules.QEMU);
    left = 0;
    assertEquals(0, space.refresh(IO, 0));
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 1));
    tells();
  }

  @Test
  void aSecondPassNeedsAMappingThatTheFirstGaveBack() {
    DmaSpace space = space(DmaRules.QEMU);
    tables.page(0, 0x20000);
    refused = IO;
    again = IO;
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x1000));
    tells("map 100000000 20000 1000 true");
    refused = 0;
    assertEquals(0, space.refresh(IO, 0x1000));
    tables.page(0, 0x21000);
    refused = IO;
    again = 0;
    told.clear();
    assertEquals(0, space.refresh(IO, 0x1000));
    tells("unmap 100000000 1000", "map 100000000 21000 1000 true", "map 100000000 21000 1000 true");
  }

  @Test
  void unmapsAreHandedOnBeforeTheNextMapAndBeforeAnError() {
    DmaSpace space = space(DmaRules.QEMU);
    tables.page(0, 0x20000);
    assertEquals(0, space.refresh(IO, 0x1000));
    tables.page(0, 0x400);
    tables.page(1, 0x21000);
    told.clear();
    assertEquals(0, space.refresh(IO, 0x2000));
    tells("unmap 100000000 1000", "map 100001000 21000 1000 true");
    tables.page(1, 0x400);
    tables.page(2, 0);
    assertEquals(7, space.refresh(IO, 0x3000));
    tells("unmap 100001000 1000", "pec 7 100002000");
  }

  @Test
  void aReplacedPageIsReachedByNobodyWhileItIsUnmapped() {
    DmaSpace space = space(DmaRules.QEMU);
    tables.page(0, 0x20000);
    assertEquals(0, space.refresh(IO, 0x1000));
    tables.page(0, 0x21000);
    List<Integer> seen = new ArrayList<>();
    unmapping = () -> seen.add(space.check(IO, 1));
    assertEquals(0, space.refresh(IO, 0x1000));
    assertEquals(List.of(4), seen);
    assertEquals(0, space.check(IO, 1));
  }

  /** The last table of all that an address can name ends where addresses end. */
  @Test
  void theLastAddressesOfAll() {
    tables.storage.putLong(Tables.THIRD + 8 * 2047, 0x10007);
    tables.storage.putLong(Tables.SEGMENTS + 8 * 2047, Tables.PAGES);
    tables.page(254, 0x20000);
    DmaSpace space =
        new DmaSpace(DmaRules.QEMU.withEnd(-1), mappings, (pec, at) -> told.add(pec + " " + at));
    space.register(tables.storage, IO, -1, Tables.iota());
    assertEquals(0, space.refresh(-0x2000, 0x1800));
    tells("map ffffffffffffe000 20000 1000 true");
    assertEquals(0, space.check(-0x2000, 0x1000));
    space.deregister();
    tells("unmap ffffffffffffe000 1000");
  }

  @Test
  void onePassStopsWhereNothingIsLeft() {
    DmaSpace space = space(DmaRules.QEMU_ONE_PASS);
    tables.page(3, Tables.frame(3));
    left = 1;
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x4000));
    tables.page(1, Tables.frame(1));
    tables.page(3, 0x400);
    told.clear();
    assertEquals(DmaSpace.EXHAUSTED, space.refresh(IO, 0x4000));
    tells();
    assertEquals(0, space.check(IO + 0x3000, 1));
  }

  /** L-14: what ISM's firmware is said to do. */
  @Test
  void theLastPageCanBeRefused() {
    tables.page(0xfe, Tables.frame(0));
    tables.page(0xff, Tables.frame(1));
    for (DmaRules.LastPage last : DmaRules.LastPage.values()) {
      DmaSpace space = space(DmaRules.MACHINE.withLastPage(last));
      told.clear();
      assertEquals(0, space.write(IO + 0xf_e000, data, 0, 8));
      boolean refused = last == DmaRules.LastPage.REFUSED;
      assertEquals(refused ? 2 : 0, space.write(IO + 0xf_f000, data, 0, 8));
      assertEquals(refused ? List.of("pec 2 1000ff000") : List.of(), told);
    }
  }

  @Test
  void directMappingStartsAtTheFirstAddress() {
    DmaRules relaxed =
        new DmaRules(
            DmaRules.Model.SHADOW,
            DmaRules.AboveLimit.DROPPED,
            DmaRules.LastPage.TRANSLATED,
            DmaRules.Range.WHOLLY_OUTSIDE,
            DmaRules.Passes.TWO,
            DmaRules.InvalidEntry.UNMAPPED,
            true,
            DmaRules.REGION_THIRD_ONLY,
            IO,
            DmaRules.END);
    DmaSpace space = new DmaSpace(relaxed, mappings, (pec, at) -> told.add(pec + " " + at));
    space.register(tables.storage, IO, IO + 0x2f_ffff, 0);
    assertEquals(0, write(space, IO + 0x30ffe, 4));
    assertEquals(0x5a5a5a5a, tables.storage.getInt(0x30ffe));
    assertEquals(0, space.or(IO + 0x20004, 0x80000000, previous));
    assertEquals(0x80000000, tables.storage.getInt(0x20004));
    assertEquals(4, space.check(IO + 0x1fffff, 2));
    assertEquals(1, space.refresh(IO, 0x1000));
  }

  @Test
  void whatIsAccepted() {
    DmaSpace space = new DmaSpace(DmaRules.QEMU, mappings, (_, _) -> {});
    assertTrue(space.accepts(IO + 1, IO, 0x804));
    assertFalse(space.accepts(IO + 0x1000, IO, 0x804));
    assertFalse(space.accepts(IO - 1, IO, 0x804));
    assertFalse(space.accepts(IO, DmaRules.END + 1, 0x804));
    assertFalse(space.accepts(IO, IO, 0x800));
    assertFalse(space.accepts(IO, IO, 0x808));
    assertFalse(space.accepts(IO, IO, 0x812));
    assertFalse(space.accepts(IO, IO, 0));
    DmaRules every =
        new DmaRules(
            DmaRules.Model.LIVE,
            DmaRules.AboveLimit.EVENT,
            DmaRules.LastPage.TRANSLATED,
            DmaRules.Range.CLAMPED,
            DmaRules.Passes.TWO,
            DmaRules.InvalidEntry.UNMAPPED,
            false,
            0xff,
            IO,
            DmaRules.END);
    DmaSpace any = new DmaSpace(every, mappings, (_, _) -> {});
    assertTrue(any.accepts(IO, IO, 0x80c));
    assertFalse(any.accepts(IO, IO, 0x810));
    assertFalse(any.accepts(IO, IO, 0x81c));
    space.register(tables.storage, IO + 5, IO + 0x1005, 0x804);
    assertEquals(IO, space.pba());
    assertEquals(IO + 0x1fff, space.pal());
    assertEquals(0x804, space.iota());
    assertThrows(IllegalStateException.class, () -> space.register(tables.storage, IO, IO, 0x804));
  }

  @Test
  void orSetsBitsOfABigEndianWord() {
    DmaSpace space = space(DmaRules.MACHINE);
    tables.page(0, 0x20000);
    tables.storage.putInt(0x20008, 0x80000001);
    assertEquals(0, space.or(IO + 8, 0x01000000, previous));
    assertEquals(0x80000001L, previous.get());
    assertEquals(0x81000001, tables.storage.getInt(0x20008));
    tables.page(0, 0x20200);
    assertEquals(4, space.or(IO + 8, 0x02000000, previous));
    assertEquals(0, previous.get());
    assertEquals(0x81000001, tables.storage.getInt(0x20008));
    tells("pec 4 100000008");
  }

  @ParameterizedTest
  @EnumSource(DmaRules.Model.class)
  void accessesDoNotAllocate(DmaRules.Model model) {
    DmaSpace space = space(model == DmaRules.Model.LIVE ? DmaRules.MACHINE : DmaRules.QEMU);
    tables.page(0, 0x20000);
    tables.page(1, 0x28000);
    assertEquals(0, space.refresh(IO, 0x2000));
    rounds(space);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    rounds(space);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 80_000, () -> allocated + " bytes");
  }

  private void rounds(DmaSpace space) {
    for (int i = 0; i < 20_000; i++) {
      space.write(IO + 0xf00, data, 0, 0x200);
      space.read(IO + 0xf00, data, 0, 0x200);
      space.or(IO + 0x20, 1, previous);
    }
  }
}
