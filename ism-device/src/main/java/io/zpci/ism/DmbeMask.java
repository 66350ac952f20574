package io.zpci.ism;

/**
 * How the index of a DMB's element becomes a bit of its {@code dmbe_mask}. What hardware does is
 * unverified (spec ism 4.1, 13); SMC ignores the mask.
 */
public enum DmbeMask {
  /**
   * 0x1000 rotated right by the index inside 16 bits, as the kernel's loopback device reports it.
   */
  ROTATED,
  /** Bit 0 is the most significant one. */
  FROM_LEFT,
  /** Bit 0 is the least significant one. */
  FROM_RIGHT;

  /** The bit of {@code element}, of which the low 4 bits count: the mask has 16 bits. */
  public int bit(int element) {
    int index = element & 15;
    return switch (this) {
      case ROTATED -> (0x1000 >>> index | 0x1000 << (16 - index)) & 0xffff;
      case FROM_LEFT -> 0x8000 >>> index;
      case FROM_RIGHT -> 1 << index;
    };
  }
}
