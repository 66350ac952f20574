package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbered rules of the walk, at each level, with raw entries. */
class TableWalkTest {
  private static final long[] TOPS = {
    Tables.SEGMENTS, Tables.THIRD, Tables.SECOND, Tables.FIRST
  };

  private final Tables tables = new Tables();
  private final Translation found = new Translation();

  private int walk(long iota) {
    return TableWalk.walk(tables.storage, iota, Tables.IO + 0x5678, found);
  }

  /** Where the entry of the walked address stands at a level; -1 is the page level. */
  private static long entry(int level) {
    return switch (level) {
      case 3 -> Tables.FIRST;
      case 2 -> Tables.SECOND;
      case 1 -> Tables.thirdEntry();
      case 0 -> Tables.SEGMENTS;
      default -> Tables.PAGES + 5 * 8;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everyDesignationLeadsToTheFrame(int designation) {
    tables.page(5, 0x20000);
    assertEquals(0, walk(TOPS[designation] | 0x800 | designation << 2));
    assertTrue(found.present());
    assertTrue(found.writable());
    assertEquals(0x20000, found.frame());
    assertEquals(0x1000, found.size());
    assertEquals(0, walk(TOPS[designation] | 0xa00 | designation << 2));
    assertFalse(found.writable());
  }

  @ParameterizedTest
  @CsvSource({
    // level, entry, PEC
    "3, 0x0, 7", "2, 0x0, 7", "1, 0x0, 7", "0, 0x0, 7", "-1, 0x0, 7",
    "3, 0x20, 0", "2, 0x20, 0", "1, 0x20, 0", "0, 0x20, 0", "-1, 0x400, 0",
    "3, 0xf23f, 0", "1, 0xffe4, 0", "0, 0x1402c, 0", "-1, 0x20600, 0",
    "3, 0x800e, 8", "2, 0xc00a, 8", "1, 0x10006, 8", "1, 0x10004, 8", "1, 0x10005, 8",
    "3, 0x804f, 8", "2, 0xc08b, 8", "1, 0x10047, 8", "1, 0x10087, 8",
    "3, 0x800b, 9", "2, 0xc00f, 9", "1, 0x10003, 9", "1, 0x1000b, 9",
    "0, 0x14004, 9", "0, 0x1400c, 9",
    "3, 0xf, 9", "2, 0xb, 9", "1, 0x7, 9", "0, 0x200, 9", "0, 0x600, 9", "-1, 0x200, 9"
  })
  void anEntryThatLeadsNowhere(int level, String raw, int pec) {
    tables.page(5, 0x20000);
    tables.storage.putLong(entry(level), Long.decode(raw));
    assertEquals(pec, walk(Iota.of(Tables.FIRST, Iota.REGION_FIRST_TABLE)));
    assertFalse(found.present());
    assertFalse(found.writable());
    int shift = level < 0 ? 12 : new int[] {20, 31, 42, 53}[level];
    assertEquals(1L << shift, found.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2, 3})
  void protectionOfAnyLevelMakesReadOnly(int level) {
    tables.page(5, 0x20000);
    tables.storage.putLong(entry(level), tables.storage.getLong(entry(level)) | 0x200);
    assertEquals(0, walk(Iota.of(Tables.FIRST, Iota.REGION_FIRST_TABLE)));
    assertTrue(found.present());
    assertFalse(found.writable());
  }

  @Test
  void aSegmentFrameIsOneMebibyte() {
    tables.storage.putLong(Tables.SEGMENTS, 0x100400);
    assertEquals(0, walk(Tables.iota()));
    assertEquals(0x100000, found.frame());
    assertEquals(0x100000, found.size());
    assertTrue(found.writable());
    tables.storage.putLong(Tables.SEGMENTS, 0x100600);
    assertEquals(0, walk(Tables.iota()));
    assertFalse(found.writable());
  }

  @Test
  void anEntryOutsideTheStorageIsZero() {
    assertEquals(7, walk(Iota.of(0x4000_0000L, Iota.REGION_THIRD_TABLE)));
    assertEquals(7, walk(Iota.of(-0x4000L, Iota.REGION_THIRD_TABLE)));
    tables.storage.putLong(Tables.SEGMENTS, 0x7fff_ffff_ffff_f800L);
    assertEquals(7, walk(Tables.iota()));
  }

  @Test
  void onlyTheIndexBitsOfAnAddressCount() {
    tables.page(5, 0x20000);
    long above = Tables.IO + (1L << 42) + 0x5000;
    assertEquals(0, TableWalk.walk(tables.storage, Tables.iota(), above, found));
    assertEquals(0x20000, found.frame());
  }

  @Test
  void aFrameDesignationIsNotWalked() {
    assertThrows(IllegalArgumentException.class, () -> walk(Iota.of(0x4000, Iota.FRAME)));
  }

  @Test
  void theWorkedExampleOfTheArchitecture() {
    long address = 0x1_2345_6000L;
    assertEquals(2, TableEntry.regionThirdIndex(address));
    assertEquals(0x234, TableEntry.segmentIndex(address));
    assertEquals(0x56, TableEntry.pageIndex(address));
    assertEquals(0x10007, TableEntry.region(TableEntry.REGION_THIRD, 0x10000));
    assertEquals(0x14000, TableEntry.segment(0x14000));
    assertEquals(0x20200, TableEntry.page(0x20000, false));
  }
}
