package io.zpci.linux;

import java.util.BitSet;

/**
 * s390's own layer, up to 6.6 ({@code pci_dma.c}): one bit per page of the aperture, next fit from
 * below. Lazy, the default, leaves an unmapped page in the function's translations; its address
 * stays taken until the search wraps, and then one refresh of the whole aperture makes all of them
 * free. Strict refreshes at each unmap. Source: spec zpci 11.5, 11.6.
 */
final class BitmapDma implements DmaLayer {
  private final DmaDomain domain;
  private final boolean strict;
  private final int pages;

  /** No area crosses a multiple of this many pages. */
  private long boundary;

  private final BitSet taken = new BitSet();
  private final BitSet lazy = new BitSet();
  private int nextBit;

  /**
   * A layer with nothing mapped.
   *
   * @param segmentMask the device's segment boundary, less one: no area crosses a multiple of it
   */
  BitmapDma(DmaDomain domain, boolean strict, long segmentMask) {
    this.domain = domain;
    this.strict = strict;
    this.pages = (int) ((domain.end() - domain.start() + 1) / Pages.PAGE);
    this.boundary = inPages(segmentMask);
  }

  @Override
  public long map(long address, long size, boolean writable) {
    int count = (int) Math.min(size / Pages.PAGE, Integer.MAX_VALUE);
    int first = allocate(count);
    if (first < 0) {
      domain.broken(LinuxRules.DMA_SPACE);
      return -Errno.ENOSPC;
    }
    long ioAddress = domain.start() + (long) first * Pages.PAGE;
    int result = domain.tables().validate(ioAddress, address, count, writable);
    if (result == 0) {
      result = refreshMapped(ioAddress, size);
      if (result != 0) {
        domain.broken(LinuxRules.DMA_REFRESH);
        var _ = domain.tables().invalidate(ioAddress, count);
      }
    }
    if (result != 0) {
      release(first, count);
      return result;
    }
    return ioAddress;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    int result = domain.tables().invalidate(ioAddress, size / Pages.PAGE);
    if (result == 0 && strict) {
      result = domain.refresh(ioAddress, size);
    }
    if (result == 0) {
      release((int) ((ioAddress - domain.start()) / Pages.PAGE), (int) (size / Pages.PAGE));
    }
    return result;
  }

  /**
   * {@inheritDoc}
   *
   * <p>What vfio maps in these releases is refreshed at each map and unmap, whatever the group says
   * and whatever the layer's own mode is.
   */
  @Override
  public int mapAt(long ioAddress, long address, long size, boolean writable) {
    int result = domain.tables().validate(ioAddress, address, size / Pages.PAGE, writable);
    if (result == 0) {
      result = domain.refresh(ioAddress, size);
      if (result != 0) {
        domain.broken(LinuxRules.DMA_REFRESH);
        var _ = domain.tables().invalidate(ioAddress, size / Pages.PAGE);
      }
    }
    return result;
  }

  @Override
  public int unmapAt(long ioAddress, long size) {
    int result = domain.tables().invalidate(ioAddress, size / Pages.PAGE);
    return result == 0 ? domain.refresh(ioAddress, size) : result;
  }

  @Override
  public void segmentBoundary(long mask) {
    boundary = inPages(mask);
  }

  /** Nothing: this layer has no timer. */
  @Override
  public void flush() {}

  private static long inPages(long segmentMask) {
    return (segmentMask >>> Pages.SHIFT) + 1;
  }

  private int refreshMapped(long ioAddress, long size) {
    if (!domain.refreshesMaps()) {
      return 0;
    }
    int result = domain.refresh(ioAddress, size);
    if (result != -Errno.ENOMEM || strict || domain.refreshAll() != 0) {
      return result;
    }
    freeLazy();
    return 0;
  }

  private int allocate(int count) {
    int first = firstFit(nextBit, count);
    if (first < 0) {
      if (!strict) {
        if (domain.refreshAll() != 0) {
          return -1;
        }
        freeLazy();
      }
      first = firstFit(0, count);
    }
    if (first >= 0) {
      taken.set(first, first + count);
      nextBit = first + count;
    }
    return first;
  }

  /** {@code iommu_area_alloc}: it never gives the last page. */
  private int firstFit(int from, int count) {
    long at = taken.nextClearBit(from);
    long base = domain.start() / Pages.PAGE;
    while (at + count <= pages - 1) {
      int used = taken.nextSetBit((int) at);
      if (used >= 0 && used < at + count) {
        at = taken.nextClearBit(used);
      } else if (((base + at) & (boundary - 1)) + count > boundary) {
        long next = ((base + at + boundary - 1) & -boundary) - base;
        if (next == at) {
          return -1;
        }
        at = next;
      } else {
        return (int) at;
      }
    }
    return -1;
  }

  private void release(int first, int count) {
    if (strict) {
      taken.clear(first, first + count);
    } else {
      lazy.set(first, first + count);
    }
  }

  private void freeLazy() {
    taken.andNot(lazy);
    lazy.clear();
  }
}
