package io.zpci.vmm;

import java.nio.ByteOrder;

/**
 * QEMU's dispatch of one access to a region: is it valid, is it to be swapped, is it to be chopped.
 * All regions that a PCI instruction reaches are little-endian. Source: spec passthrough e.4.
 */
final class MemoryCore {
  private static final int IMPL_MIN = 1;

  private MemoryCore() {}

  /**
   * Whether {@code region} takes an access of {@code size} at {@code address}; if not, it is a
   * decode error.
   */
  static boolean accepts(BarRegion region, long address, int size) {
    return (address & (size - 1)) == 0 && size >= region.validMin() && size <= region.validMax();
  }

  /**
   * The access that a length stands for: its lowest set bit.
   *
   * @param length 1 to 8
   */
  static int accessSize(int length) {
    return Integer.lowestOneBit(length);
  }

  /** Reads a value in {@code order}, zero-extended; the region accepts the access. */
  static long read(BarRegion region, long address, int size, ByteOrder order) {
    int piece = pieceSize(region, size);
    long mask = mask(piece);
    long value = 0;
    for (int i = 0; i < size; i += piece) {
      value |= (region.read(address + i, piece) & mask) << (i * 8);
    }
    return order == ByteOrder.LITTLE_ENDIAN ? value : swap(value, size);
  }

  /**
   * Writes a value in {@code order}; bits above {@code size} bytes are ignored; the region accepts
   * the access.
   */
  static void write(BarRegion region, long address, int size, long value, ByteOrder order) {
    int piece = pieceSize(region, size);
    long mask = mask(piece);
    long little = order == ByteOrder.LITTLE_ENDIAN ? value : swap(value, size);
    for (int i = 0; i < size; i += piece) {
      region.write(address + i, piece, little >>> (i * 8) & mask);
    }
  }

  /** The {@code size} low-order bytes of {@code value} in reverse order. */
  static long swap(long value, int size) {
    return Long.reverseBytes(value) >>> (64 - 8 * size);
  }

  /** The {@code size} low-order bytes. */
  static long mask(int size) {
    return -1L >>> (64 - 8 * size);
  }

  private static int pieceSize(BarRegion region, int size) {
    return Math.max(Math.min(size, region.implMax()), IMPL_MIN);
  }
}
