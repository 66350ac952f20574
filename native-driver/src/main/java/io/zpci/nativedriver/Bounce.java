package io.zpci.nativedriver;

import io.zpci.guest.PciDev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Pages of the guest's storage through which goes what the driver has elsewhere, on its stack for
 * one. The place in the page is kept: size rules and page-crossing rules look at it.
 */
final class Bounce {
  static final int PAGE = 4096;

  /** A block of 13 bits of length, from anywhere in a page. */
  private static final int SIZE = 4 * PAGE;

  private final PciDev dev;
  private final GuestStorage storage;
  private final long pages;

  Bounce(PciDev dev) {
    this.dev = dev;
    this.storage = dev.memory();
    this.pages = dev.allocate(SIZE);
    if (pages < 0) {
      throw new IllegalArgumentException("the guest has no " + SIZE + " bytes left for the driver");
    }
  }

  /** How many of {@code length} bytes from {@code pointer} on stay inside its page. */
  static long inPage(long pointer, long length) {
    return Math.min(length, PAGE - (pointer & (PAGE - 1)));
  }

  /**
   * Copies {@code length} bytes at {@code pointer} in. Of a block longer than any instruction reads
   * the rest stays out.
   *
   * @return their storage address
   */
  long in(long pointer, long length) {
    long place = pointer & (PAGE - 1);
    long address = pages + place;
    MemorySegment.copy(
        NativeMemory.ALL,
        Layouts.BYTE,
        pointer,
        storage.segment(),
        Layouts.BYTE,
        storage.offset(address),
        Math.min(length, SIZE - place));
    return address;
  }

  /** Copies {@code length} bytes back to {@code pointer}, from where {@link #in} put them. */
  void out(long pointer, long length) {
    long address = pages + (pointer & (PAGE - 1));
    MemorySegment.copy(
        storage.segment(),
        Layouts.BYTE,
        storage.offset(address),
        NativeMemory.ALL,
        Layouts.BYTE,
        pointer,
        length);
  }

  /** Gives the pages back. */
  void free() {
    dev.free(pages, SIZE);
  }
}
