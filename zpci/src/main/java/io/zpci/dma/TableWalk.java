package io.zpci.dma;

import io.zpci.arch.Pec;
import io.zpci.storage.GuestStorage;

/**
 * The walk of translation tables in storage, for every designation of tables: region-first,
 * region-second, region-third and segment. It looks at nothing but the tables, keeps nothing, and
 * does not allocate. Anchors that designate frames or page tables are not walked: nothing uses
 * them, and {@link DmaSpace#accepts} refuses them. Source: spec zpci 11.2, 11.3.
 *
 * <p>Unverified: the rules of the region-third level are taken for the two levels above it, which
 * QEMU does not know. An entry outside the storage is read as 0. Of an address above what the top
 * table covers only the index bits count, so it is found again below.
 */
public final class TableWalk {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** Of a packed result: there is a frame. */
  static final long PRESENT = 0x1;

  /** Of a packed result: the frame may be written. */
  static final long WRITABLE = 0x2;

  /** Of a packed result: the storage address of the frame. */
  static final long FRAME = -PAGE;

  private static final int CODE_SHIFT = 4;
  private static final int CODE = 0xf;
  private static final int LEVEL_SHIFT = 8;
  private static final int LEVEL = 0x7;

  /** Levels as they stand in the designation, and the page level below. */
  private static final int PAGE_LEVEL = -1;

  private static final int[] SHIFTS = {12, 20, 31, 42, 53};

  private TableWalk() {}

  /**
   * Translates {@code address}.
   *
   * @param tables what the anchor's and the entries' addresses are addresses in
   * @param iota the anchor, with translation on
   * @param found what the walk ends with; where the answer is not 0 it is absent and says the size
   *     of the level
   * @return 0, or the PEC (spec zpci 11.3) that the walk ends with
   * @throws IllegalArgumentException where the anchor designates no table of regions or segments
   */
  public static int walk(GuestStorage tables, long iota, long address, Translation found) {
    if (Iota.designation(iota) > Iota.REGION_FIRST_TABLE) {
      throw new IllegalArgumentException("no table is designated by 0x%x".formatted(iota));
    }
    long result = find(tables, iota, address);
    if ((result & PRESENT) == 0) {
      found.absent(size(result));
    } else {
      found.found(frame(result), size(result), (result & WRITABLE) != 0);
    }
    return code(result);
  }

  /** The walk with its result packed, so that many threads may walk without allocating. */
  static long find(GuestStorage tables, long iota, long address) {
    long table = Iota.origin(iota);
    long permission = (iota & Iota.PROTECTED) != 0 ? 0 : WRITABLE;
    for (int level = Iota.designation(iota); ; level--) {
      long at = table + (long) TableEntry.SIZE * index(address, level);
      long entry = tables.contains(at, TableEntry.SIZE) ? tables.getLong(at) : 0;
      if (entry == 0) {
        return failed(Pec.INVALID_TABLE_ENTRY, level);
      }
      if ((entry & (level == PAGE_LEVEL ? TableEntry.PAGE_INVALID : TableEntry.INVALID)) != 0) {
        return failed(0, level);
      }
      if (level > Iota.SEGMENT_TABLE
          && (entry & (TableEntry.LENGTH | TableEntry.OFFSET)) != TableEntry.LENGTH) {
        return failed(Pec.INVALID_TABLE_LENGTH, level);
      }
      table = origin(entry, level);
      if (table == 0) {
        return failed(Pec.TABLE_TYPE, level);
      }
      if ((entry & TableEntry.PROTECTED) != 0) {
        permission = 0;
      }
      if (level == PAGE_LEVEL
          || (level == Iota.SEGMENT_TABLE && (entry & TableEntry.SEGMENT_FRAME) != 0)) {
        return packed(table | PRESENT | permission, level);
      }
    }
  }

  /** What a packed result says of the page of {@code address}: its frame, present, writable. */
  static long page(long result, long address) {
    return (frame(result) + (address & (size(result) - 1) & FRAME))
        | (result & (PRESENT | WRITABLE));
  }

  /** The storage address of the found frame. */
  static long frame(long result) {
    return result & FRAME;
  }

  /** Bytes of the frame, or of what the entry that ended the walk covers. */
  static long size(long result) {
    return 1L << SHIFTS[(int) (result >>> LEVEL_SHIFT) & LEVEL];
  }

  /** Bytes of I/O addresses after which tables repeat themselves; 0 is 2^64. */
  static long reach(long iota) {
    return (long) TableEntry.TABLE_ENTRIES << SHIFTS[Iota.designation(iota) - PAGE_LEVEL];
  }

  /** The PEC, or 0. */
  static int code(long result) {
    return (int) (result >>> CODE_SHIFT) & CODE;
  }

  /** A packed result without a frame; {@code code} is a PEC or another value from 0 to 15. */
  static long failed(int code) {
    return (long) code << CODE_SHIFT;
  }

  private static long failed(int code, int level) {
    return packed(failed(code), level);
  }

  private static long packed(long result, int level) {
    return result | (long) (level - PAGE_LEVEL) << LEVEL_SHIFT;
  }

  private static int index(long address, int level) {
    return switch (level) {
      case Iota.REGION_FIRST_TABLE -> TableEntry.regionFirstIndex(address);
      case Iota.REGION_SECOND_TABLE -> TableEntry.regionSecondIndex(address);
      case Iota.REGION_THIRD_TABLE -> TableEntry.regionThirdIndex(address);
      case Iota.SEGMENT_TABLE -> TableEntry.segmentIndex(address);
      default -> TableEntry.pageIndex(address);
    };
  }

  /** Where the entry leads; 0 where its type is not the level's. */
  private static long origin(long entry, int level) {
    return switch (level) {
      case Iota.REGION_FIRST_TABLE -> region(entry, TableEntry.REGION_FIRST);
      case Iota.REGION_SECOND_TABLE -> region(entry, TableEntry.REGION_SECOND);
      case Iota.REGION_THIRD_TABLE -> region(entry, TableEntry.REGION_THIRD);
      case Iota.SEGMENT_TABLE ->
          (entry & TableEntry.TYPE) == TableEntry.SEGMENT ? segment(entry) : 0;
      default -> entry & TableEntry.PAGE_FRAME_ORIGIN;
    };
  }

  private static long region(long entry, long type) {
    return (entry & TableEntry.TYPE) == type ? entry & TableEntry.REGION_ORIGIN : 0;
  }

  private static long segment(long entry) {
    return (entry & TableEntry.SEGMENT_FRAME) != 0
        ? entry & TableEntry.SEGMENT_FRAME_ORIGIN
        : entry & TableEntry.PAGE_TABLE_ORIGIN;
  }
}
