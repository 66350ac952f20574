package io.zpci.dma;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;

/** Storage with one table of each level for the I/O addresses from 2^32 on, and frames. */
final class Tables {
  static final long IO = 0x1_0000_0000L;
  static final long FIRST = 0x4000;
  static final long SECOND = 0x8000;
  static final long THIRD = 0xc000;
  static final long SEGMENTS = 0x10000;
  static final long PAGES = 0x14000;
  static final long FRAMES = 0x20000;
  static final int FRAME_COUNT = 64;

  final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x200000 / 8]));

  Tables() {
    storage.putLong(
        FIRST + 8L * TableEntry.regionFirstIndex(IO),
        TableEntry.region(TableEntry.REGION_FIRST, SECOND));
    storage.putLong(
        SECOND + 8L * TableEntry.regionSecondIndex(IO),
        TableEntry.region(TableEntry.REGION_SECOND, THIRD));
    for (int i = 0; i < 2048; i++) {
      storage.putLong(THIRD + 8L * i, TableEntry.EMPTY);
      storage.putLong(SEGMENTS + 8L * i, TableEntry.EMPTY);
    }
    storage.putLong(thirdEntry(), TableEntry.region(TableEntry.REGION_THIRD, SEGMENTS));
    storage.putLong(SEGMENTS, TableEntry.segment(PAGES));
    for (int i = 0; i < 256; i++) {
      storage.putLong(PAGES + 8L * i, TableEntry.EMPTY_PAGE);
    }
  }

  static long thirdEntry() {
    return THIRD + 8L * TableEntry.regionThirdIndex(IO);
  }

  static long frame(int n) {
    return FRAMES + 0x1000L * n;
  }

  static long iota() {
    return Iota.of(THIRD, Iota.REGION_THIRD_TABLE);
  }

  void page(int page, long entry) {
    storage.putLong(PAGES + 8L * page, entry);
  }
}
