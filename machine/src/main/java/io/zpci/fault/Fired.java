package io.zpci.fault;

/**
 * A fault that was injected.
 *
 * @param fault the fault's number
 * @param port where
 * @param what what it was done to: {@code pcistb 2 0x8 16}, {@code write 0x100002000 4}, {@code
 *     vector 0}
 * @param effect what was done: {@code busy (2 of 5)}, {@code torn at 3}, {@code cc 1 status 12}
 */
public record Fired(int fault, Port port, String what, String effect) {
  @Override
  public String toString() {
    return "fault %d at %s: %s: %s".formatted(fault, port.word(), what, effect);
  }
}
