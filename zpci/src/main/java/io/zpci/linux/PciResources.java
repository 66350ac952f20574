package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.MioAddress;
import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.trace.Tap;

/**
 * A function's BARs as a kernel's resources: their indexes in the iomap table, where they start,
 * and {@code pci_iomap}. Source: spec zpci 8.2, 8.3.
 */
final class PciResources {
  private static final int NO_INDEX = -1;

  private final IomapTable table;
  private final Zdev zdev;
  private final boolean usesMio;
  private final boolean mapsByMio;
  private final boolean nullMappingSucceeds;
  private final Tap tap;
  private final int[] mapIndex = new int[AddressSpace.BARS];
  private final int result;

  /**
   * Takes indexes for the BARs of {@code zdev} and maps them where the function does not use MIO.
   */
  PciResources(
      IomapTable table,
      Zdev zdev,
      Accessor accessor,
      boolean haveMio,
      boolean nullMappingSucceeds,
      Tap tap) {
    this.table = table;
    this.zdev = zdev;
    this.usesMio = haveMio && zdev.mioCapable();
    this.mapsByMio =
        switch (accessor) {
          case MACHINE -> haveMio;
          case ADDRESS -> usesMio;
        };
    this.nullMappingSucceeds = nullMappingSucceeds;
    this.tap = tap;
    int allocated = allocate();
    this.result = allocated == 0 ? claim() : allocated;
    if (result == 0 && !usesMio) {
      for (int bar = 0; bar < AddressSpace.BARS; bar++) {
        if (mapIndex[bar] != NO_INDEX) {
          mapCookie(bar);
        }
      }
    }
  }

  /** 0, -ENOSPC where the table was full, or -EBUSY where another function has a BAR's range. */
  int result() {
    return result;
  }

  /** Whether machine and function both have MIO ({@code zpci_use_mio}). */
  boolean usesMio() {
    return usesMio;
  }

  /**
   * Whether {@code pci_iomap} and the system calls take the MIO address; a prototype asks the
   * function too.
   */
  boolean mapsByMio() {
    return mapsByMio;
  }

  /** Whether {@code bar} is there and can be mapped. */
  boolean has(int bar) {
    return result == 0 && AddressSpace.isBar(bar) && mapIndex[bar] != NO_INDEX;
  }

  /**
   * Where a {@code bar} that is there starts: its cookie, or its MIO address for a function that
   * uses it.
   */
  long start(int bar) {
    return usesMio ? zdev.mioAddress(bar) : table.cookie(mapIndex[bar]);
  }

  /** {@code pci_iomap}. */
  long iomap(int bar) {
    if (!has(bar)) {
      tap.broken(LinuxRules.IOMAP_ABSENT);
      return IoAccessors.NULL;
    }
    if (!mapsByMio) {
      return mapCookie(bar);
    }
    long address = zdev.mioAddress(bar);
    if (address != 0) {
      return address;
    }
    tap.broken(LinuxRules.IOMAP);
    return nullMappingSucceeds ? MioAddress.unowned(bar) : IoAccessors.NULL;
  }

  /** {@code pci_iounmap} of a cookie. */
  void iounmapCookie(long address) {
    if (!table.unmap(address)) {
      tap.broken(LinuxRules.IOMAP_COUNT);
    }
  }

  /** The function is gone: its indexes are zeroed and free. */
  void release() {
    table.unclaim(zdev);
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      if (mapIndex[bar] != NO_INDEX) {
        table.release(mapIndex[bar]);
        mapIndex[bar] = NO_INDEX;
      }
    }
  }

  private int allocate() {
    int error = 0;
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      mapIndex[bar] = NO_INDEX;
      if (error == 0 && zdev.facts().barSize(bar) != 0) {
        int index = table.allocate(zdev);
        if (index < 0) {
          tap.broken(LinuxRules.IOMAP_FULL);
          error = index;
        } else {
          mapIndex[bar] = index;
        }
      }
    }
    return error;
  }

  /** 0 or a negative errno; a function that cannot have one of its ranges has none. */
  private int claim() {
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long start = mapIndex[bar] == NO_INDEX ? 0 : start(bar);
      int error = start == 0 ? 0 : table.claim(zdev, start, zdev.facts().barSize(bar));
      if (error != 0) {
        tap.broken(LinuxRules.IOMAP_CLAIM);
        table.unclaim(zdev);
        return error;
      }
    }
    return 0;
  }

  private long mapCookie(int bar) {
    if (!table.map(mapIndex[bar], zdev.handle(), bar)) {
      tap.broken(LinuxRules.IOMAP_COUNT);
    }
    return table.cookie(mapIndex[bar]);
  }
}
