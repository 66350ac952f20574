package io.zpci.fault;

/**
 * Which accesses to storage a fault is about.
 *
 * @param reads whether reads
 * @param writes whether writes and ORs
 * @param from the first I/O address, unsigned
 * @param last the last one
 */
record DmaCondition(boolean reads, boolean writes, long from, long last) {
  boolean test(boolean write, long address, long length) {
    return (write ? writes : reads)
        && length > 0
        && Long.compareUnsigned(address, last) <= 0
        && Long.compareUnsigned(address + length - 1, from) >= 0;
  }

  /** The first address of an access at {@code address} that the fault is about. */
  long failing(long address) {
    return Long.compareUnsigned(address, from) < 0 ? from : address;
  }
}
