package io.zpci.arch;

/**
 * MIO addresses as this model's machine hands them out. Real ones are arbitrary; here an address
 * names its BAR and offset in fixed places, so that what arrives can be told without a table:
 * {@code kind | slot << 51 | bar << 48 | offset}. Those that a function owns lie where real ones
 * do, from 1 &lt;&lt; 63 on: where Linux up to 5.15 has its cookies too (spec zpci L-1).
 */
public final class MioAddress {
  /** Kind of an address that a function owns. */
  public static final long OWNED = 1L << 63;

  /**
   * Kind of an address that no function owns: what a kernel gets when it maps the null MIO address
   * of a function without MIO and that mapping succeeds (spec zpci 8.3, "the gap").
   */
  public static final long UNOWNED = 1L << 61;

  /** How many functions can own addresses. */
  public static final int SLOTS = 512;

  private static final int SLOT_SHIFT = 51;
  private static final int BAR_SHIFT = 48;
  private static final long OFFSET_MASK = (1L << BAR_SHIFT) - 1;

  private MioAddress() {}

  /**
   * The address of {@code bar} of the function in {@code slot}; 0 where {@code slot} is beyond
   * {@link #SLOTS}.
   */
  public static long owned(int slot, int bar) {
    return slot < SLOTS ? OWNED | (long) slot << SLOT_SHIFT | (long) bar << BAR_SHIFT : 0;
  }

  /** The address that stands for {@code bar} of a function without MIO. */
  public static long unowned(int bar) {
    return UNOWNED | (long) bar << BAR_SHIFT;
  }

  /** Whether a function owns {@code address}. */
  public static boolean isOwned(long address) {
    return address >>> 60 == OWNED >>> 60;
  }

  /** The slot of an owned address. */
  public static int slot(long address) {
    return (int) (address >>> SLOT_SHIFT) & (SLOTS - 1);
  }

  /** The BAR that the address names. */
  public static int bar(long address) {
    return (int) (address >>> BAR_SHIFT) & 7;
  }

  /** The offset in the BAR. */
  public static long offset(long address) {
    return address & OFFSET_MASK;
  }
}
