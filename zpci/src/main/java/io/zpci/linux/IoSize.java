package io.zpci.linux;

import io.zpci.linux.LinuxVersion.SizeRule;

/**
 * The size rule of a copy: how many bytes its next instruction takes. Source: spec zpci 9 (Linux
 * {@code zpci_get_max_write_size}, {@code zpci_get_max_io_size}).
 */
final class IoSize {
  /** The longest load of a copy, in bytes ({@code ZPCI_MAX_READ_SIZE}). */
  static final int MAX_READ = 8;

  /**
   * The longest store block of a copy, in bytes ({@code ZPCI_MAX_WRITE_SIZE}), whatever the
   * function could take.
   */
  static final int MAX_WRITE = 128;

  /**
   * What a block must not cross in I/O space ({@code ZPCI_BOUNDARY_SIZE}), and a page of memory.
   */
  static final int BOUNDARY = 4096;

  private IoSize() {}

  /**
   * The next size, 1 to {@code max}.
   *
   * @param ioAddress where the I/O side of the copy stands
   * @param memoryAddress where its memory side stands; the new rule takes the 4 KiB limit from here
   *     (L-4)
   * @param remaining bytes left, not 0. The kernel's parameter is a C int: a rest of 2 GiB or more
   *     that turns negative there, or 0, goes byte by byte
   * @param max {@link #MAX_READ} or {@link #MAX_WRITE}
   */
  static int next(SizeRule rule, long ioAddress, long memoryAddress, long remaining, int max) {
    int length = (int) remaining;
    if (length <= 0) {
      return 1;
    }
    return switch (rule) {
      case POWER_OF_TWO -> powerOfTwo(ioAddress, memoryAddress, Math.min(length, max));
      case MULTIPLE_OF_EIGHT -> multipleOfEight(ioAddress, memoryAddress, Math.min(length, max));
    };
  }

  private static int powerOfTwo(long ioAddress, long memoryAddress, int limit) {
    int fits = Integer.highestOneBit(limit);
    long addresses = ioAddress | memoryAddress;
    return (addresses & (fits - 1)) == 0 ? fits : (int) Long.lowestOneBit(addresses);
  }

  private static int multipleOfEight(long ioAddress, long memoryAddress, int limit) {
    int room = BOUNDARY - (int) (memoryAddress & (BOUNDARY - 1));
    int top = Math.min(limit, room);
    if (((ioAddress | memoryAddress | top) & 7) == 0) {
      return top;
    }
    return top >= 8 ? 8 : Integer.highestOneBit(top);
  }
}
