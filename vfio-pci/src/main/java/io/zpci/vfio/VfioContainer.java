package io.zpci.vfio;

import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.trace.Tap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A type-1 container (version 2) with one device: what the process mapped, and how many mappings it
 * has left. Source: spec passthrough a.9 ({@code vfio_iommu_type1.c}).
 */
final class VfioContainer {
  private static final long PAGE_MASK = 4095;

  private final @Nullable Iommu iommu;
  private final Tap tap;

  /** Sizes by I/O address, in unsigned order. */
  private final TreeMap<Long, Long> mappings = new TreeMap<>(Long::compareUnsigned);

  private int available;

  /**
   * A container with nothing mapped.
   *
   * @param iommu null where none was set: every call is EINVAL then
   * @param limit how many mappings it takes ({@code dma_entry_limit})
   */
  VfioContainer(@Nullable Iommu iommu, int limit, Tap tap) {
    this.iommu = iommu;
    this.tap = tap;
    this.available = limit;
  }

  /** Mappings left ({@code DMA_AVAIL}). */
  int available() {
    return available;
  }

  /** See {@link VfioDevice#dmaMap}. */
  int map(long ioAddress, long address, long size, boolean writable) {
    if (iommu == null) {
      return refuse(VfioRules.DMA_IOMMU, Errno.EINVAL);
    }
    if (!isRange(ioAddress, size) || !isRange(address, size)) {
      return refuse(VfioRules.DMA_ARGUMENT, Errno.EINVAL);
    }
    if (overlaps(ioAddress, size)) {
      return refuse(VfioRules.DMA_OVERLAP, Errno.EEXIST);
    }
    if (available == 0) {
      return refuse(VfioRules.DMA_LIMIT, Errno.ENOSPC);
    }
    int result = iommu.map(ioAddress, address, size, writable);
    if (result < 0) {
      return refuse(VfioRules.DMA_HOST, -result);
    }
    mappings.put(ioAddress, size);
    available--;
    return 0;
  }

  /**
   * See {@link VfioDevice#dmaUnmap}: every mapping in the range goes; nothing there is no error.
   */
  long unmap(long ioAddress, long size) {
    if (iommu == null) {
      return refuse(VfioRules.DMA_IOMMU, Errno.EINVAL);
    }
    if (!isRange(ioAddress, size)) {
      return refuse(VfioRules.DMA_ARGUMENT, Errno.EINVAL);
    }
    long last = ioAddress + size - 1;
    if (cuts(ioAddress) || cuts(last + 1)) {
      return refuse(VfioRules.DMA_CUT, Errno.EINVAL);
    }
    Map<Long, Long> gone = mappings.subMap(ioAddress, true, last, true);
    long bytes = 0;
    for (Map.Entry<Long, Long> mapping : gone.entrySet()) {
      // What the IOMMU says to it changes nothing: the mapping is the container's to forget.
      int _ = iommu.unmap(mapping.getKey(), mapping.getValue());
      bytes += mapping.getValue();
    }
    available += gone.size();
    gone.clear();
    return bytes;
  }

  private static boolean isRange(long address, long size) {
    return size != 0
        && ((size | address) & PAGE_MASK) == 0
        && Long.compareUnsigned(address + size - 1, address) >= 0;
  }

  private boolean overlaps(long ioAddress, long size) {
    Map.Entry<Long, Long> below = mappings.floorEntry(ioAddress + size - 1);
    return below != null && Long.compareUnsigned(last(below), ioAddress) >= 0;
  }

  /** Whether {@code border} lies inside a mapping: after its first byte, not after its last. */
  private boolean cuts(long border) {
    Map.Entry<Long, Long> below = mappings.lowerEntry(border);
    return below != null && Long.compareUnsigned(last(below), border) >= 0;
  }

  private static long last(Map.Entry<Long, Long> mapping) {
    return mapping.getKey() + mapping.getValue() - 1;
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
