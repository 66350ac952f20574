package io.zpci.verdict;

import io.zpci.arch.Outcome;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;

/**
 * One access as it arrived at the host's firmware, refused or not; below a little-endian host,
 * which has no such instruction, at the device.
 *
 * @param operation what it was, in the words of the instructions by handle: PCILG, PCISTG or PCISTB
 * @param mio whether it came in the MIO form
 * @param bar the PCI address space
 * @param offset in the space
 * @param length in bytes
 * @param data the bytes in memory order; of a load what the device gave, empty where it gave
 *     nothing
 * @param outcome as {@link Outcome} packs it
 */
public record Arrival(
    Operation operation, boolean mio, int bar, long offset, int length, Bytes data, int outcome) {
  /** Whether the device took it. */
  public boolean taken() {
    return outcome == Outcome.OK;
  }
}
