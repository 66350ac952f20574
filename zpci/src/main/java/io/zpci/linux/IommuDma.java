package io.zpci.linux;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The generic layer over s390's IOMMU driver ({@code dma-iommu.c}, {@code s390-iommu.c}). A strict
 * domain refreshes at each unmap. Any other queues what was unmapped: the addresses become free
 * after a refresh of the whole aperture, when the queue is full or its timer runs out. Source: spec
 * zpci 11.5, 11.6.
 */
final class IommuDma implements DmaLayer {
  /**
   * One queue of this many entries, less one, where a hypervisor shadows the tables: those are the
   * groups that want a refresh. Source: Linux {@code dma-iommu.c} since 6.7.
   */
  private static final int SINGLE_QUEUE = 32768;

  /** The queue of a CPU elsewhere. */
  private static final int CPU_QUEUE = 256;

  /** Pages that wait for a refresh. */
  private record Queued(long first, long pages) {}

  private final DmaDomain domain;
  private final boolean deferred;
  private final IovaDomain addresses;
  private final int queueSize;
  private final Deque<Queued> queue = new ArrayDeque<>();

  /**
   * A layer with nothing mapped.
   *
   * @param limit the last address that the tables reach
   * @param deferred whether unmapped addresses are queued
   */
  IommuDma(DmaDomain domain, long limit, boolean deferred) {
    this.domain = domain;
    this.deferred = deferred;
    this.addresses =
        new IovaDomain(
            (domain.start() + Pages.PAGE - 1) / Pages.PAGE,
            (domain.end() + 1) / Pages.PAGE - 1,
            Long.divideUnsigned(limit, Pages.PAGE));
    this.queueSize = (domain.refreshesMaps() ? SINGLE_QUEUE : CPU_QUEUE) - 1;
  }

  @Override
  public long map(long address, long size, boolean writable) {
    long first = addresses.allocate(size / Pages.PAGE);
    if (first == 0) {
      domain.broken(LinuxRules.DMA_SPACE);
      return -Errno.ENOMEM;
    }
    long ioAddress = first * Pages.PAGE;
    int result = mapAt(ioAddress, address, size, writable);
    if (result != 0) {
      addresses.free(first, size / Pages.PAGE);
      return result;
    }
    return ioAddress;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    long first = ioAddress / Pages.PAGE;
    long pages = size / Pages.PAGE;
    if (!deferred) {
      int result = unmapAt(ioAddress, size);
      addresses.free(first, pages);
      return result;
    }
    int result = domain.tables().invalidate(ioAddress, pages) == 0 ? 0 : -Errno.EINVAL;
    if (queue.size() == queueSize) {
      flush();
    }
    queue.add(new Queued(first, pages));
    return result;
  }

  @Override
  public int mapAt(long ioAddress, long address, long size, boolean writable) {
    int result = domain.tables().validate(ioAddress, address, size / Pages.PAGE, writable);
    if (result == 0 && domain.refreshesMaps()) {
      result = domain.refresh(ioAddress, size);
      if (result == -Errno.ENOMEM) {
        result = domain.refreshAll();
      }
      if (result != 0) {
        domain.broken(LinuxRules.DMA_REFRESH);
        var _ = unmapAt(ioAddress, size);
      }
    }
    return result;
  }

  /** {@inheritDoc} The result of the refresh is nobody's: {@code iotlb_sync} has none. */
  @Override
  public int unmapAt(long ioAddress, long size) {
    if (domain.tables().invalidate(ioAddress, size / Pages.PAGE) != 0) {
      return -Errno.EINVAL;
    }
    var _ = domain.refresh(ioAddress, size);
    return 0;
  }

  /** Nothing: areas are naturally aligned. */
  @Override
  public void segmentBoundary(long mask) {}

  @Override
  public void flush() {
    if (queue.isEmpty()) {
      return;
    }
    var _ = domain.refreshAll();
    while (!queue.isEmpty()) {
      Queued oldest = queue.remove();
      addresses.free(oldest.first(), oldest.pages());
    }
  }
}
