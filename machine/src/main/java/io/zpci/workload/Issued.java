package io.zpci.workload;

import io.zpci.trace.Operation;

/**
 * One operation that somebody issues: a guest's instruction, a guest kernel's call, or a process's
 * system call.
 *
 * @param operation what
 * @param space PCI address space, 0 to 15
 * @param offset in the space, 64 bits
 * @param length in bytes
 * @param data of a store what goes down, {@code length} bytes; of a load empty
 * @param memory the storage address that the data comes from or goes to
 * @param problemState whether the issuer is in problem state
 */
public record Issued(
    Operation operation,
    int space,
    long offset,
    int length,
    Bytes data,
    long memory,
    boolean problemState) {
  /** For people: {@code pcistb 2 0x0 8}. */
  public String describe() {
    // No format: its first %d loads the locale's digits, which every start of explain would wait
    // for.
    return operation.word() + " " + space + " 0x" + Long.toHexString(offset) + " " + length;
  }

  /** A store of {@code data}, from the beginning of a page, in supervisor state. */
  public static Issued store(Operation operation, int space, long offset, Bytes data) {
    return new Issued(operation, space, offset, data.size(), data, 0, false);
  }

  /** A load to the beginning of a page, in supervisor state. */
  public static Issued load(Operation operation, int space, long offset, int length) {
    return new Issued(operation, space, offset, length, Bytes.NONE, 0, false);
  }

  /** The same with its operand at the storage address {@code address}. */
  public Issued from(long address) {
    return new Issued(operation, space, offset, length, data, address, problemState);
  }

  /** The same, issued in problem state. */
  public Issued inProblemState() {
    return new Issued(operation, space, offset, length, data, memory, true);
  }
}
