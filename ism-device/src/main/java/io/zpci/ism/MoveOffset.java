package io.zpci.ism;

/**
 * The offset in BAR 0, which says where one block goes. From the most significant bit on: 16 bits
 * zero, 16 bits DMB token, 8 bits element index, 1 bit signal flag, 23 bits offset in the DMB.
 * Source: spec ism 1.2; that the token stands in exactly those bits is inferred.
 */
public final class MoveOffset {
  /** Where the token starts. */
  public static final int TOKEN_SHIFT = 32;

  /** The bits of a token: those that BAR 0 has room for and no other field takes. */
  public static final long TOKEN_MASK = 0xffffL << TOKEN_SHIFT;

  /** The signal flag. */
  public static final long SIGNAL = 1L << 23;

  /**
   * The bits of the offset in the DMB, and with them the largest DMB that can be written: 8 MiB.
   */
  public static final int DMB_MASK = (1 << 23) - 1;

  private static final int INDEX_SHIFT = 24;

  private MoveOffset() {}

  /** The token, in its place: as REG_DMB answers it. */
  public static long token(long offset) {
    return offset & TOKEN_MASK;
  }

  /** The index of the DMB's element, 0 to 255. */
  public static int element(long offset) {
    return (int) (offset >>> INDEX_SHIFT) & 0xff;
  }

  /** Whether the owner is to be signalled when the block is in place. */
  public static boolean signals(long offset) {
    return (offset & SIGNAL) != 0;
  }

  /** The first byte in the DMB. */
  public static int inDmb(long offset) {
    return (int) offset & DMB_MASK;
  }

  /**
   * The offset for a move: an OR of its parts, none of which is masked, as the Linux driver makes
   * it.
   */
  public static long of(long token, int element, boolean signal, int inDmb) {
    return token | (long) element << INDEX_SHIFT | (signal ? SIGNAL : 0) | inDmb;
  }
}
