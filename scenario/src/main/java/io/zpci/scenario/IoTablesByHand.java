package io.zpci.scenario;

import io.zpci.dma.Iota;
import io.zpci.dma.TableEntry;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;
import io.zpci.machine.GuestFunction;
import io.zpci.storage.GuestStorage;

/**
 * I/O translation tables that are written by hand, refreshed by nobody: those that the guest's
 * kernel registered, where it did, else tables of its own with a region-third table on top, of the
 * kernel's pages. Source: spec zpci 11.2.
 */
final class IoTablesByHand {
  private final GuestFunction guest;
  private long own;

  /** Tables of {@code guest}; nothing is taken before it is asked for. */
  IoTablesByHand(GuestFunction guest) {
    this.guest = guest;
  }

  /** The anchor; 0 where the kernel has no pages left. */
  long iota() {
    long registered = guest.dma().iota();
    if (registered != 0) {
      return registered;
    }
    if (own == 0) {
      long table = table(TableEntry.TABLE_SIZE, TableEntry.EMPTY);
      own = table < 0 ? 0 : Iota.of(table, Iota.REGION_THIRD_TABLE);
    }
    return own;
  }

  /**
   * Writes the entry of the page at {@code ioAddress}; tables are made as they are needed.
   *
   * @return whether there was room for the tables
   */
  boolean page(long ioAddress, long entry) {
    long table = Iota.origin(iota());
    if (table != 0) {
      table = next(table, TableEntry.regionThirdIndex(ioAddress), true);
    }
    if (table > 0) {
      table = next(table, TableEntry.segmentIndex(ioAddress), false);
    }
    if (table <= 0 || !storage().contains(table, TableEntry.PAGE_TABLE_SIZE)) {
      return false;
    }
    storage().putLong(at(table, TableEntry.pageIndex(ioAddress)), entry);
    return true;
  }

  /**
   * Makes the segment table's entry for {@code ioAddress} invalid: there is nothing below it any
   * more.
   *
   * @return whether there is such an entry
   */
  boolean invalidSegment(long ioAddress) {
    long table = Iota.origin(iota());
    long region = table == 0 ? 0 : at(table, TableEntry.regionThirdIndex(ioAddress));
    if (region == 0
        || !storage().contains(region, TableEntry.SIZE)
        || (storage().getLong(region) & TableEntry.INVALID) != 0) {
      return false;
    }
    long segments = storage().getLong(region) & TableEntry.REGION_ORIGIN;
    long slot = at(segments, TableEntry.segmentIndex(ioAddress));
    if (!storage().contains(slot, TableEntry.SIZE)) {
      return false;
    }
    storage().putLong(slot, TableEntry.EMPTY);
    return true;
  }

  private long next(long table, int index, boolean region) {
    long slot = at(table, index);
    if (!storage().contains(slot, TableEntry.SIZE)) {
      return -1;
    }
    long entry = storage().getLong(slot);
    if ((entry & TableEntry.INVALID) == 0) {
      return entry & (region ? TableEntry.REGION_ORIGIN : TableEntry.PAGE_TABLE_ORIGIN);
    }
    long made =
        region
            ? table(TableEntry.TABLE_SIZE, TableEntry.EMPTY)
            : table(TableEntry.PAGE_TABLE_SIZE, TableEntry.EMPTY_PAGE);
    if (made >= 0) {
      storage()
          .putLong(
              slot,
              region ? TableEntry.region(TableEntry.REGION_THIRD, made) : TableEntry.segment(made));
    }
    return made;
  }

  private static long at(long table, int index) {
    return table + (long) TableEntry.SIZE * index;
  }

  private long table(int size, long empty) {
    LinuxKernel kernel = guest.kernel();
    long table = kernel.pages().allocate(Math.max(size, Pages.PAGE / 2));
    for (int i = 0; table >= 0 && i < size; i += TableEntry.SIZE) {
      storage().putLong(table + i, empty);
    }
    return table;
  }

  private GuestStorage storage() {
    return guest.kernel().storage();
  }
}
