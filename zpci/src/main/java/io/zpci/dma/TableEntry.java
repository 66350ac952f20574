package io.zpci.dma;

/**
 * Entries of translation tables: big-endian doublewords, the masks of their bits, how Linux writes
 * them, and where an I/O address has its entry. Masks are of the 64-bit value. Source: spec zpci
 * 11.2.
 */
public final class TableEntry {
  /** Bytes of an entry. */
  public static final int SIZE = 8;

  /** Entries of a region table and of a segment table. */
  public static final int TABLE_ENTRIES = 2048;

  /** Bytes of a region table and of a segment table, and what they are aligned to. */
  public static final int TABLE_SIZE = TABLE_ENTRIES * SIZE;

  /** Entries of a page table. */
  public static final int PAGE_TABLE_ENTRIES = 256;

  /** Bytes of a page table, and what it is aligned to. */
  public static final int PAGE_TABLE_SIZE = PAGE_TABLE_ENTRIES * SIZE;

  /** Region and segment entry: the type of the table that the entry stands in. */
  public static final long TYPE = 0x0c;

  /** Region entry: length of the table that it leads to; all ones is full. */
  public static final long LENGTH = 0x03;

  /** Region entry: offset of the table that it leads to; 0 is none. */
  public static final long OFFSET = 0xc0;

  /** Region and segment entry: there is nothing below. */
  public static final long INVALID = 0x20;

  /** Any entry: everything below is read-only. */
  public static final long PROTECTED = 0x200;

  /** Segment entry: it leads to a frame of 1 MiB, not to a page table. */
  public static final long SEGMENT_FRAME = 0x400;

  /** Page entry: there is no frame. */
  public static final long PAGE_INVALID = 0x400;

  /** {@link #TYPE} of an entry in a region-first table. */
  public static final long REGION_FIRST = 0x0c;

  /** {@link #TYPE} of an entry in a region-second table. */
  public static final long REGION_SECOND = 0x08;

  /** {@link #TYPE} of an entry in a region-third table. */
  public static final long REGION_THIRD = 0x04;

  /** {@link #TYPE} of an entry in a segment table. */
  public static final long SEGMENT = 0x00;

  /** Region entry: the storage address of the next table. */
  public static final long REGION_ORIGIN = ~0x3fffL;

  /** Segment entry: the storage address of the page table. */
  public static final long PAGE_TABLE_ORIGIN = ~0x7ffL;

  /** Segment entry with {@link #SEGMENT_FRAME}: the storage address of the frame. */
  public static final long SEGMENT_FRAME_ORIGIN = ~0xf_ffffL;

  /** Page entry: the storage address of the frame. */
  public static final long PAGE_FRAME_ORIGIN = ~0xfffL;

  /** An entry of a region or segment table that leads nowhere, as Linux writes it. */
  public static final long EMPTY = INVALID;

  /** An entry of a page table that leads nowhere, as Linux writes it. */
  public static final long EMPTY_PAGE = PAGE_INVALID;

  private static final int REGION_FIRST_SHIFT = 53;
  private static final int REGION_SECOND_SHIFT = 42;
  private static final int REGION_THIRD_SHIFT = 31;
  private static final int SEGMENT_SHIFT = 20;
  private static final int PAGE_SHIFT = 12;

  private TableEntry() {}

  /**
   * An entry of a region table that leads to a full table.
   *
   * @param type {@link #REGION_FIRST}, {@link #REGION_SECOND} or {@link #REGION_THIRD}: the table
   *     that the entry stands in
   * @param origin storage address of the next table, a multiple of 16 KiB; lower bits are cut
   */
  public static long region(long type, long origin) {
    return (origin & REGION_ORIGIN) | (type & TYPE) | LENGTH;
  }

  /**
   * An entry of a segment table that leads to a page table.
   *
   * @param origin storage address of the page table, a multiple of 2 KiB; lower bits are cut
   */
  public static long segment(long origin) {
    return (origin & PAGE_TABLE_ORIGIN) | SEGMENT;
  }

  /**
   * An entry of a page table.
   *
   * @param frame storage address, a multiple of 4 KiB; lower bits are cut
   */
  public static long page(long frame, boolean writable) {
    return (frame & PAGE_FRAME_ORIGIN) | (writable ? 0 : PROTECTED);
  }

  /** The entry of {@code address} in a region-first table, 0 to 2047. */
  public static int regionFirstIndex(long address) {
    return (int) (address >>> REGION_FIRST_SHIFT) & (TABLE_ENTRIES - 1);
  }

  /** The entry of {@code address} in a region-second table, 0 to 2047. */
  public static int regionSecondIndex(long address) {
    return (int) (address >>> REGION_SECOND_SHIFT) & (TABLE_ENTRIES - 1);
  }

  /** The entry of {@code address} in a region-third table, 0 to 2047. */
  public static int regionThirdIndex(long address) {
    return (int) (address >>> REGION_THIRD_SHIFT) & (TABLE_ENTRIES - 1);
  }

  /** The entry of {@code address} in a segment table, 0 to 2047. */
  public static int segmentIndex(long address) {
    return (int) (address >>> SEGMENT_SHIFT) & (TABLE_ENTRIES - 1);
  }

  /** The entry of {@code address} in a page table, 0 to 255. */
  public static int pageIndex(long address) {
    return (int) (address >>> PAGE_SHIFT) & (PAGE_TABLE_ENTRIES - 1);
  }
}
