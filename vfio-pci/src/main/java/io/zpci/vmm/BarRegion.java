package io.zpci.vmm;

/**
 * A child of a BAR's container in QEMU's memory model: where it lies and which accesses it takes.
 * Values are those of a little-endian region: the byte at the lowest address is the least
 * significant. Source: spec passthrough e.3, e.4.
 */
abstract sealed class BarRegion permits VfioBar, MsixTable, PendingBits {
  private final long start;
  private final long size;
  private final int validMin;
  private final int validMax;
  private final int implMax;

  BarRegion(long start, long size, int validMin, int validMax, int implMax) {
    this.start = start;
    this.size = size;
    this.validMin = validMin;
    this.validMax = validMax;
    this.implMax = implMax;
  }

  /** Offset of the region in the BAR. */
  final long start() {
    return start;
  }

  /** Bytes of the region. */
  final long size() {
    return size;
  }

  /** Smallest access that is taken. */
  final int validMin() {
    return validMin;
  }

  /** Largest access that is taken. */
  final int validMax() {
    return validMax;
  }

  /** Largest access that the region's own functions see; larger ones are chopped. */
  final int implMax() {
    return implMax;
  }

  /**
   * Whether all of {@code [offset, offset + length)} of the BAR lies inside; offsets are unsigned.
   */
  final boolean holds(long offset, long length) {
    return length <= size
        && Long.compareUnsigned(offset, start) >= 0
        && Long.compareUnsigned(offset - start, size - length) <= 0;
  }

  /** One access of at most {@link #implMax}; all ones where it fails. */
  abstract long read(long address, int length);

  /** One access of at most {@link #implMax}. */
  abstract void write(long address, int length, long value);
}
