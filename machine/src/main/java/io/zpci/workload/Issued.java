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
    return "%s %d 0x%x %d".formatted(operation.word(), space, offset, length);
  }
}
