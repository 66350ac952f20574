package io.zpci.dma;

/**
 * The I/O translation anchor: where a function's tables start and of which type they are. Bits are
 * masks of the 64-bit value. Source: spec zpci 11.1.
 */
public final class Iota {
  /** Translation is on; else I/O addresses are storage addresses from the first DMA address on. */
  public static final long TRANSLATE = 0x800;

  /** Everything is read-only, as QEMU's walk takes it. */
  public static final long PROTECTED = 0x200;

  /** Designation type. */
  public static final long DESIGNATION = 0x1c;

  /** Frame size of a frame designation: 0 is 4 KiB, 1 is 1 MiB, 2 is 2 GiB. */
  public static final long FRAME_SIZE = 0x3;

  /** Designation: segment table. */
  public static final int SEGMENT_TABLE = 0;

  /** Designation: region-third table, the only one that QEMU takes. */
  public static final int REGION_THIRD_TABLE = 1;

  /** Designation: region-second table. */
  public static final int REGION_SECOND_TABLE = 2;

  /** Designation: region-first table. */
  public static final int REGION_FIRST_TABLE = 3;

  /** Designation: absolute frame. */
  public static final int FRAME = 4;

  /** Designation: I/O page-frame. */
  public static final int IO_FRAME = 5;

  /** Designation: I/O page table. */
  public static final int IO_PAGE_TABLE = 7;

  private static final int DESIGNATION_SHIFT = 2;
  private static final long ORIGIN = ~0x3fffL;

  private Iota() {}

  /** A translating anchor of tables at {@code origin}, a multiple of 16 KiB. */
  public static long of(long origin, int designation) {
    return (origin & ORIGIN) | TRANSLATE | (long) designation << DESIGNATION_SHIFT;
  }

  /** Whether translation is on. */
  public static boolean translates(long iota) {
    return (iota & TRANSLATE) != 0;
  }

  /** The designation type, 0 to 7. */
  public static int designation(long iota) {
    return (int) (iota & DESIGNATION) >> DESIGNATION_SHIFT;
  }

  /** The storage address of the top table. */
  public static long origin(long iota) {
    return iota & ORIGIN;
  }
}
