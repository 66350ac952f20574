package io.zpci.ism;

import io.zpci.arch.Register;
import io.zpci.function.Dma;

/**
 * The signal bit array: one page of the guest in which the function says what it did. Every bit is
 * set with an atomic OR of the aligned big-endian word that holds it. Source: spec ism 4.1, 4.3.
 */
final class Sba {
  /** Bytes of an SBA. */
  static final int SIZE = 4096;

  /** How many DMBs have a bit, from index 0. */
  static final int DMBS = 1920;

  private static final int SUMMARY = 0x8000_0000;
  private static final int EVENT = 0x4000_0000;
  private static final int BITS = 4;
  private static final int MASKS = 256;

  private final Register previous = new Register();
  private boolean registered;
  private long address;

  Sba() {}

  void register(long newAddress) {
    address = newAddress;
    registered = true;
  }

  void unregister() {
    registered = false;
    address = 0;
  }

  boolean registered() {
    return registered;
  }

  /** The I/O address; 0 where none is registered. */
  long address() {
    return address;
  }

  /**
   * Element bits {@code mask} of DMB {@code index}: first the mask, then the DMB's bit. {@link
   * #summarize} comes next.
   *
   * @return 0 or the DMA's error code
   */
  int mark(Dma dma, int index, int mask) {
    long halfword = MASKS + 2L * index;
    int bits = (halfword & 2) == 0 ? mask << 16 : mask;
    int pec = dma.or(address + (halfword & ~3L), bits, previous);
    if (pec != 0) {
      return pec;
    }
    return dma.or(address + BITS + index / 32 * 4L, 0x8000_0000 >>> index % 32, previous);
  }

  /** The event bit. {@link #summarize} comes next. Answers 0 or the DMA's error code. */
  int markEvent(Dma dma) {
    return dma.or(address, EVENT, previous);
  }

  /**
   * The summary bit, with a test: the owner is interrupted only where it was 0. The handler clears
   * it before it looks at the others, so a bit set behind its back finds 0 here and interrupts
   * again.
   *
   * @return 0 or the DMA's error code; {@link #wasClear} and {@link #found} tell what was found
   */
  int summarize(Dma dma) {
    return dma.or(address, SUMMARY, previous);
  }

  /** Whether the summary bit was 0 before {@link #summarize} set it. */
  boolean wasClear() {
    return ((int) previous.get() & SUMMARY) == 0;
  }

  /** Byte 0 as it was before {@link #summarize} set its bit, 0 to 255. */
  int found() {
    return (int) previous.get() >>> 24;
  }
}
