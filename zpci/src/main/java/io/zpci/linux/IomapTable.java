package io.zpci.linux;

import io.zpci.arch.FunctionHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table behind a kernel's pseudo-MMIO cookies: what an s390 without MIO has in place of a
 * mapping. One per kernel; its functions share it. A cookie is {@code base | index << 48}, an
 * address a cookie plus the offset in the BAR. Source: spec zpci 8.1, 8.2.
 *
 * <p>Guarantees: a lookup does not allocate, does not fail, and checks nothing, as the kernel's
 * does not: an address past the BAR gives that offset, one past 2^48 runs into the next index, and
 * an index that nobody mapped has handle 0.
 */
public final class IomapTable {
  private static final int INDEX_SHIFT = 48;
  private static final long OFFSET_MASK = (1L << INDEX_SHIFT) - 1;
  private static final int COUNT_MASK = 0xffff;

  private final long base;
  private final long indexMask;
  private final boolean handleRefresh;
  private final @Nullable Zdev[] owners;
  private final int[] handles;
  private final int[] bars;
  private final int[] counts;
  private final List<Claim> claims = new ArrayList<>();

  /** A range of bus addresses that a BAR of {@code owner} has, {@code last} included. */
  private record Claim(Zdev owner, long start, long last) {}

  /**
   * An empty table as a kernel of {@code version} has it: its cookie base, its entries, its refresh
   * switch.
   */
  public IomapTable(LinuxVersion version) {
    this.base = version.iomapBase();
    this.indexMask = (base - 1) & ~OFFSET_MASK;
    this.handleRefresh = version.handleRefresh();
    int entries = version.iomapEntries();
    this.owners = new Zdev[entries];
    this.handles = new int[entries];
    this.bars = new int[entries];
    this.counts = new int[entries];
  }

  /** How many entries there are. */
  public int entries() {
    return handles.length;
  }

  /**
   * Takes the lowest free index for a BAR of {@code owner}. A function that uses MIO takes its
   * indexes too.
   *
   * @return the index, or -ENOSPC where the table is full
   */
  public int allocate(Zdev owner) {
    for (int index = 0; index < owners.length; index++) {
      if (owners[index] == null) {
        owners[index] = owner;
        return index;
      }
    }
    return -Errno.ENOSPC;
  }

  /**
   * {@code pci_claim_resource}: the range of a BAR of {@code owner} in the kernel's resource tree,
   * where cookies and MIO addresses stand side by side. Cookies from 1 &lt;&lt; 63 on can overlap
   * the MIO addresses of another function (L-1).
   *
   * @param start a cookie or an MIO address
   * @return 0, or -EBUSY where another function has a part of the range
   */
  public int claim(Zdev owner, long start, long size) {
    long last = start + size - 1;
    for (Claim other : claims) {
      if (other.owner() != owner
          && Long.compareUnsigned(start, other.last()) <= 0
          && Long.compareUnsigned(other.start(), last) <= 0) {
        return -Errno.EBUSY;
      }
    }
    claims.add(new Claim(owner, start, last));
    return 0;
  }

  /** Gives back every range that {@code owner} claimed. */
  public void unclaim(Zdev owner) {
    claims.removeIf(claim -> claim.owner() == owner);
  }

  /** Gives {@code index} back; its entry is zeroed. */
  public void release(int index) {
    owners[index] = null;
    handles[index] = 0;
    bars[index] = 0;
    counts[index] = 0;
  }

  /**
   * {@code pci_iomap_range_fh}: counts one mapping more and enters the owner's current handle.
   *
   * @return whether the count, 16 bits wide, has not wrapped; the kernel warns where it has and
   *     goes on
   */
  public boolean map(int index, int handle, int bar) {
    counts[index] = (counts[index] + 1) & COUNT_MASK;
    handles[index] = handle;
    bars[index] = bar;
    return counts[index] != 0;
  }

  /**
   * {@code pci_iounmap_fh}: counts one mapping less; the last one clears handle and BAR, the index
   * stays taken.
   *
   * @return whether there was a mapping; the kernel warns where there was none, and the count wraps
   */
  public boolean unmap(long address) {
    int index = index(address);
    if (index >= counts.length) {
      return false;
    }
    boolean mapped = counts[index] != 0;
    counts[index] = (counts[index] - 1) & COUNT_MASK;
    if (counts[index] == 0) {
      handles[index] = 0;
      bars[index] = 0;
    }
    return mapped;
  }

  /**
   * {@code zpci_update_fh}: gives {@code zdev} its new handle, and writes it into each of the
   * function's mapped entries where this kernel does that: from 5.16 on, if the function goes by
   * cookie and the new handle is enabled. Otherwise existing cookies keep the stale handle until
   * the next {@link #map} (L-6).
   *
   * @param usesMio whether machine and function both have MIO ({@code zpci_use_mio})
   */
  public void updateHandle(Zdev zdev, int newHandle, boolean usesMio) {
    zdev.updateHandle(newHandle);
    if (!handleRefresh || usesMio || !FunctionHandle.enabled(newHandle)) {
      return;
    }
    for (int index = 0; index < owners.length; index++) {
      if (owners[index] == zdev && counts[index] != 0) {
        handles[index] = newHandle;
      }
    }
  }

  /** The cookie of {@code index}: the address of its offset 0. */
  public long cookie(int index) {
    return base | (long) index << INDEX_SHIFT;
  }

  /** The base of all cookies; no address below it (unsigned) is one. */
  public long base() {
    return base;
  }

  /** Whether {@code address} lies where this kernel puts its cookies. */
  public boolean isCookie(long address) {
    return (address & -base) == base;
  }

  /** The index that {@code address} names; the kernel does not look at its base bit. */
  public int index(long address) {
    return (int) ((address & indexMask) >>> INDEX_SHIFT);
  }

  /** The offset in the BAR that {@code address} names. */
  public long offset(long address) {
    return address & OFFSET_MASK;
  }

  /** The handle at {@code index}; 0 where nothing is mapped, or past the table. */
  public int handle(int index) {
    return index < handles.length ? handles[index] : 0;
  }

  /** The BAR at {@code index}; 0 where nothing is mapped, or past the table. */
  public int bar(int index) {
    return index < bars.length ? bars[index] : 0;
  }

  /** How many mappings {@code index} has. */
  public int count(int index) {
    return index < counts.length ? counts[index] : 0;
  }
}
