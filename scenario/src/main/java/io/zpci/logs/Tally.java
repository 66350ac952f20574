package io.zpci.logs;

/**
 * Accesses of a trace that are alike.
 *
 * @param via how the trace saw them
 * @param region a BAR, or 7 for configuration space
 * @param store whether they are stores; false for loads and for what may be either
 * @param known whether the trace says which of both
 * @param offset in the region
 * @param size in bytes
 * @param count how many
 * @param first the first of them
 * @param last the last of them
 */
public record Tally(
    Via via,
    int region,
    boolean store,
    boolean known,
    long offset,
    int size,
    long count,
    Place first,
    Place last) {

  /** How a trace saw an access. */
  public enum Via {
    /** {@code vfio_region_read} and {@code vfio_region_write}. */
    REGION("vfio_region"),
    /** {@code vfio_pci_read_config} and {@code vfio_pci_write_config}. */
    CONFIG("vfio_pci_config"),
    /** {@code vfio_user_region_rw}. */
    USER("vfio_user_region_rw");

    private final String word;

    Via(String word) {
      this.word = word;
    }

    /** The name as output spells it. */
    public String word() {
      return word;
    }
  }

  /** Whether one of them touches {@code length} bytes from {@code start} on. */
  boolean overlaps(long start, int length) {
    return Long.compareUnsigned(offset, start + length) < 0
        && Long.compareUnsigned(start, offset + size) < 0;
  }

  Tally and(Tally other) {
    return new Tally(
        via, region, store, known, offset, size, count + other.count, first, other.last);
  }
}
