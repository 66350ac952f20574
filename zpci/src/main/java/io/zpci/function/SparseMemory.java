package io.zpci.function;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Up to 2^63 bytes, zero at first, of which only the 4 KiB pages that were stored to take room. A
 * store allocates the page when it is the first there; nothing else does.
 */
final class SparseMemory {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE = 1 << PAGE_SHIFT;
  private static final int FIRST_PLACES = 16;

  /** Number of no page: the place is free. */
  private static final long FREE = -1;

  /** Stands for every page that was never stored to; always zero. */
  private static final byte[] ZERO = new byte[PAGE];

  /**
   * Open addressing: {@code numbers[i]} is the page number of {@code pages[i]}. The length is a
   * power of two.
   */
  private long[] numbers = freeNumbers(FIRST_PLACES);

  private byte[][] pages = zeroPages(FIRST_PLACES);
  private int count;

  SparseMemory() {}

  /** The register image of {@code length} (1 to 8) bytes. */
  long load(long offset, int length) {
    int within = (int) offset & (PAGE - 1);
    byte[] page = find(offset >>> PAGE_SHIFT);
    long image = 0;
    for (int i = 0; i < length; i++) {
      if (within == PAGE) {
        within = 0;
        page = find((offset >>> PAGE_SHIFT) + 1);
      }
      image = (image << 8) | (page[within] & 0xff);
      within++;
    }
    return image;
  }

  /**
   * Stores the {@code length} (1 to 8) low-order bytes of {@code image}, most significant first.
   */
  void store(long offset, int length, long image) {
    int within = (int) offset & (PAGE - 1);
    byte[] page = make(offset >>> PAGE_SHIFT);
    for (int i = length - 1; i >= 0; i--) {
      if (within == PAGE) {
        within = 0;
        page = make((offset >>> PAGE_SHIFT) + 1);
      }
      page[within] = (byte) (image >>> (8 * i));
      within++;
    }
  }

  /** Stores {@code length} bytes of {@code data} from {@code at} on. */
  void storeBlock(long offset, MemorySegment data, long at, int length) {
    int done = 0;
    while (done < length) {
      int within = (int) (offset + done) & (PAGE - 1);
      int piece = Math.min(length - done, PAGE - within);
      byte[] page = make((offset + done) >>> PAGE_SHIFT);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at + done, page, within, piece);
      done += piece;
    }
  }

  /** All zero again; the pages keep their room. */
  void clear() {
    for (int i = 0; i < pages.length; i++) {
      if (numbers[i] != FREE) {
        Arrays.fill(pages[i], (byte) 0);
      }
    }
  }

  private byte[] find(long number) {
    return pages[place(number)];
  }

  private byte[] make(long number) {
    int place = place(number);
    return numbers[place] == number ? pages[place] : add(number);
  }

  private byte[] add(long number) {
    if (2 * (count + 1) > pages.length) {
      grow();
    }
    byte[] page = new byte[PAGE];
    put(number, page);
    count++;
    return page;
  }

  private void grow() {
    long[] oldNumbers = numbers;
    byte[][] oldPages = pages;
    numbers = freeNumbers(2 * oldNumbers.length);
    pages = zeroPages(2 * oldPages.length);
    for (int i = 0; i < oldPages.length; i++) {
      if (oldNumbers[i] != FREE) {
        put(oldNumbers[i], oldPages[i]);
      }
    }
  }

  private void put(long number, byte[] page) {
    int place = place(number);
    numbers[place] = number;
    pages[place] = page;
  }

  /** Where the page with {@code number} stands, or the free place where it would. */
  private int place(long number) {
    int mask = pages.length - 1;
    int place = (int) ((number * 0x9e37_79b9_7f4a_7c15L) >>> 40) & mask;
    while (numbers[place] != FREE && numbers[place] != number) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private static long[] freeNumbers(int places) {
    long[] numbers = new long[places];
    Arrays.fill(numbers, FREE);
    return numbers;
  }

  private static byte[][] zeroPages(int places) {
    byte[][] pages = new byte[places][];
    Arrays.fill(pages, ZERO);
    return pages;
  }
}
