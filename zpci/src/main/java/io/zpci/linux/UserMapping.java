package io.zpci.linux;

/**
 * What a process has mapped of a BAR, as the mmio system calls see it. Addresses are offsets in the
 * BAR: where an address lies outside of {@code start} to {@code start + size}, the process has
 * nothing there. Source: spec zpci 10, L-9, L-10.
 *
 * @param bar 0 to 5
 * @param start offset of the first byte, a multiple of 4096
 * @param size in bytes, whole pages
 * @param readable whether it may be read
 * @param writable whether it may be written
 * @param touched whether its pages are there: a page that nobody touched yet is not, where they are
 *     mapped by faults
 */
public record UserMapping(
    int bar, long start, long size, boolean readable, boolean writable, boolean touched) {
  /** The whole of a BAR of {@code size} bytes, to be read and written, its pages there. */
  public static UserMapping whole(int bar, long size) {
    return new UserMapping(bar, 0, (size + Pages.PAGE - 1) & -Pages.PAGE, true, true, true);
  }

  /** The same, only to be read. */
  public UserMapping readOnly() {
    return new UserMapping(bar, start, size, true, false, touched);
  }

  /** The same with pages that nobody touched. */
  public UserMapping untouched() {
    return new UserMapping(bar, start, size, readable, writable, false);
  }

  /** The part of it from {@code offset} on. */
  public UserMapping from(long offset) {
    return new UserMapping(bar, offset, start + size - offset, readable, writable, touched);
  }

  /** Whether the address of {@code offset} lies in it. */
  boolean holds(long offset) {
    return offset >= start && offset - start < size;
  }

  /** Whether it is what {@code find_vma} finds: it ends above the address of {@code offset}. */
  boolean endsAbove(long offset) {
    return offset < start + size;
  }
}
