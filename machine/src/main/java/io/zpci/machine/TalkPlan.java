package io.zpci.machine;

import io.zpci.guest.IsmDriverVersion;

/**
 * What guests say to each other.
 *
 * @param bytes to be streamed in all, every direction summed; at least 1
 * @param smallest the fewest bytes of one write; at least 1
 * @param largest the most bytes of one write
 * @param functions how many guests, each with a function of its own: 2 talk to each other, more
 *     each to the next, and the last to the first; 2 to 64
 * @param seed decides sizes, pauses and data
 * @param driver the guests' ISM driver
 * @param cpus CPUs of a guest: 1, or 2, of which the second asks for its peer (QUERY_RGID) in the
 *     middle of every command that the first one issues to connect, unless the driver's lock makes
 *     it wait
 */
public record TalkPlan(
    long bytes,
    int smallest,
    int largest,
    int functions,
    long seed,
    IsmDriverVersion driver,
    int cpus) {
  /** The most bytes of one write. */
  public static final int MOST = 64 << 10;

  /** The most guests. */
  public static final int FUNCTIONS = 64;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException where one is left
   */
  public TalkPlan {
    if (bytes < 1
        || smallest < 1
        || largest < smallest
        || largest > MOST
        || functions < 2
        || functions > FUNCTIONS
        || cpus < 1
        || cpus > 2) {
      throw new IllegalArgumentException(
          "%d bytes, writes of %d to %d, %d functions, %d CPUs"
              .formatted(bytes, smallest, largest, functions, cpus));
    }
  }
}
