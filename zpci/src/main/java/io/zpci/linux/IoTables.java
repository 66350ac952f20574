package io.zpci.linux;

import io.zpci.dma.Iota;
import io.zpci.dma.TableEntry;
import io.zpci.storage.GuestStorage;

/**
 * The I/O translation tables of one function in a kernel's storage, made as they are needed and
 * kept until {@link #free}. Entries are big-endian doublewords as Linux writes them; an entry that
 * becomes invalid keeps its address. Source: spec zpci 11.2.
 */
final class IoTables {
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
    this.root = table(TableEntry.TABLE_SIZE, TableEntry.EMPTY);
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
   * Enters {@code count} pages of storage from {@code address} on.
   *
   * @return 0, or -ENOMEM where a table cannot be made; then every page of these is invalid
   */
  int validate(long ioAddress, long address, long count, boolean writable) {
    for (long page = 0; page < count; page++) {
      long entry = pageEntry(ioAddress + page * Pages.PAGE);
      if (entry < 0) {
        var _ = invalidate(ioAddress, page);
        return (int) entry;
      }
      storage.putLong(entry, TableEntry.page(address + page * Pages.PAGE, writable));
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
      long frame = storage.getLong(entry) & TableEntry.PAGE_FRAME_ORIGIN;
      storage.putLong(entry, frame | TableEntry.PAGE_INVALID);
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
    for (int level = designation; level >= Iota.SEGMENT_TABLE && table >= 0; level--) {
      table = next(table + (long) TableEntry.SIZE * index(ioAddress, level), level);
    }
    return table < 0 ? table : table + (long) TableEntry.SIZE * TableEntry.pageIndex(ioAddress);
  }

  /** The levels are numbered as the designations of their tables. */
  private static int index(long ioAddress, int level) {
    return switch (level) {
      case Iota.REGION_FIRST_TABLE -> TableEntry.regionFirstIndex(ioAddress);
      case Iota.REGION_SECOND_TABLE -> TableEntry.regionSecondIndex(ioAddress);
      case Iota.REGION_THIRD_TABLE -> TableEntry.regionThirdIndex(ioAddress);
      default -> TableEntry.segmentIndex(ioAddress);
    };
  }

  private static long type(int level) {
    return switch (level) {
      case Iota.REGION_FIRST_TABLE -> TableEntry.REGION_FIRST;
      case Iota.REGION_SECOND_TABLE -> TableEntry.REGION_SECOND;
      default -> TableEntry.REGION_THIRD;
    };
  }

  /** The table that the entry at {@code slot} leads to. */
  private long next(long slot, int level) {
    boolean segment = level == Iota.SEGMENT_TABLE;
    long entry = storage.getLong(slot);
    if ((entry & TableEntry.INVALID) == 0) {
      return entry & (segment ? TableEntry.PAGE_TABLE_ORIGIN : TableEntry.REGION_ORIGIN);
    }
    long table =
        segment
            ? table(TableEntry.PAGE_TABLE_SIZE, TableEntry.EMPTY_PAGE)
            : table(TableEntry.TABLE_SIZE, TableEntry.EMPTY);
    if (table >= 0) {
      storage.putLong(
          slot, segment ? TableEntry.segment(table) : TableEntry.region(type(level), table));
    }
    return table;
  }

  private long table(int size, long empty) {
    long table = pages.allocate(size);
    for (int at = 0; table >= 0 && at < size; at += TableEntry.SIZE) {
      storage.putLong(table + at, empty);
    }
    return table;
  }

  private void free(long table, int level) {
    for (int at = 0; at < TableEntry.TABLE_SIZE; at += TableEntry.SIZE) {
      long entry = storage.getLong(table + at);
      if ((entry & TableEntry.INVALID) != 0) {
        continue;
      }
      if (level == Iota.SEGMENT_TABLE) {
        pages.free(entry & TableEntry.PAGE_TABLE_ORIGIN, TableEntry.PAGE_TABLE_SIZE);
      } else {
        free(entry & TableEntry.REGION_ORIGIN, level - 1);
      }
    }
    pages.free(table, TableEntry.TABLE_SIZE);
  }
}
