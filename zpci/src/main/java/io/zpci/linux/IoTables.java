package io.zpci.linux;

import io.zpci.dma.Iota;
import io.zpci.storage.GuestStorage;

/**
 * The I/O translation tables of one function in a kernel's storage, made as they are needed and
 * kept until {@link #free}. Entries are big-endian doublewords as Linux writes them; an entry that
 * becomes invalid keeps its address. Source: spec zpci 11.2.
 */
final class IoTables {
  /** Bytes of a region or segment table, and what it is aligned to. */
  static final int TABLE_SIZE = 16384;

  /** Bytes of a page table, and what it is aligned to. */
  static final int PAGE_TABLE_SIZE = 2048;

  /** An empty entry of a region or segment table. */
  static final long INVALID = 0x20;

  /** An empty entry of a page table. */
  static final long PAGE_INVALID = 0x400;

  /** The function may not write the page. */
  static final long PROTECTED = 0x200;

  private static final long TABLE_ORIGIN = ~0x3fffL;
  private static final long PAGE_TABLE_ORIGIN = ~0x7ffL;
  private static final long PAGE_ORIGIN = ~0xfffL;
  private static final int LENGTH_FULL = 3;
  private static final int TYPE_SHIFT = 2;
  private static final int PAGE_SHIFT = 12;
  private static final int SEGMENT_SHIFT = 20;
  private static final int LEVEL_BITS = 11;
  private static final int INDEX = 0x7ff;
  private static final int PAGE_INDEX = 0xff;
  private static final int ENTRY = 8;

  private final GuestStorage storage;
  private final Pages pages;
  private final int designation;
  private final long root;

  /**
   * An empty top table; see {@link #allocated}.
   *
   * @param designation {@link Iota#REGION_THIRD_TABLE} or one of the two above
   */
  IoTables(LinuxKernel kernel, int designation) {
    this.storage = kernel.storage();
    this.pages = kernel.pages();
    this.designation = designation;
    this.root = table(TABLE_SIZE, INVALID);
  }

  /** Whether there was room for the top table; without, nothing else may be called. */
  boolean allocated() {
    return root >= 0;
  }

  /** The anchor of these tables. */
  long iota() {
    return Iota.of(root, designation);
  }

  /**
   * Enters {@code pages} pages of storage from {@code address} on.
   *
   * @return 0, or -ENOMEM where a table cannot be made; then every page of these is invalid
   */
  int validate(long ioAddress, long address, long count, boolean writable) {
    for (long page = 0; page < count; page++) {
      long entry = pageEntry(ioAddress + page * Pages.PAGE);
      if (entry < 0) {
        int unused = invalidate(ioAddress, page);
        return (int) entry;
      }
      long frame = (address & PAGE_ORIGIN) + page * Pages.PAGE;
      long flags = storage.getLong(entry) & ~PAGE_ORIGIN & ~(PAGE_INVALID | PROTECTED);
      storage.putLong(entry, frame | flags | (writable ? 0 : PROTECTED));
    }
    return 0;
  }

  /**
   * Makes {@code count} pages invalid, whether they were valid or not.
   *
   * @return 0, or -ENOMEM at the first page that has no table and gets none
   */
  int invalidate(long ioAddress, long count) {
    for (long page = 0; page < count; page++) {
      long entry = pageEntry(ioAddress + page * Pages.PAGE);
      if (entry < 0) {
        return (int) entry;
      }
      storage.putLong(entry, (storage.getLong(entry) & ~PROTECTED) | PAGE_INVALID);
    }
    return 0;
  }

  /** Gives every table back. */
  void free() {
    free(root, designation);
  }

  /** Where the page's entry stands, its tables made where they are missing; -ENOMEM. */
  private long pageEntry(long ioAddress) {
    long table = root;
    for (int level = designation; level >= 0 && table >= 0; level--) {
      table = next(table + ENTRY * index(ioAddress, level), level);
    }
    return table < 0 ? table : table + ENTRY * ((ioAddress >>> PAGE_SHIFT) & PAGE_INDEX);
  }

  private static long index(long ioAddress, int level) {
    return (ioAddress >>> (SEGMENT_SHIFT + LEVEL_BITS * level)) & INDEX;
  }

  /** The table that the entry at {@code slot} leads to; {@code level} is 0 for segments. */
  private long next(long slot, int level) {
    long entry = storage.getLong(slot);
    if ((entry & INVALID) == 0) {
      return entry & (level == 0 ? PAGE_TABLE_ORIGIN : TABLE_ORIGIN);
    }
    long table = level == 0 ? table(PAGE_TABLE_SIZE, PAGE_INVALID) : table(TABLE_SIZE, INVALID);
    if (table >= 0) {
      storage.putLong(slot, table | (level << TYPE_SHIFT) | (level == 0 ? 0 : LENGTH_FULL));
    }
    return table;
  }

  private long table(int size, long empty) {
    long table = pages.allocate(size);
    for (int at = 0; table >= 0 && at < size; at += ENTRY) {
      storage.putLong(table + at, empty);
    }
    return table;
  }

  private void free(long table, int level) {
    for (int at = 0; at < TABLE_SIZE; at += ENTRY) {
      long entry = storage.getLong(table + at);
      if ((entry & INVALID) != 0) {
        continue;
      }
      if (level == 0) {
        pages.free(entry & PAGE_TABLE_ORIGIN, PAGE_TABLE_SIZE);
      } else {
        free(entry & TABLE_ORIGIN, level - 1);
      }
    }
    pages.free(table, TABLE_SIZE);
  }
}
