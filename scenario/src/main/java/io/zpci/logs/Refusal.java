package io.zpci.logs;

/**
 * An instruction that did not end well, and all that are like it.
 *
 * @param instruction the first of them
 * @param count how many
 * @param last where the last is
 */
public record Refusal(DebugEntry.Instruction instruction, long count, Place last) {
  Refusal and(Refusal other) {
    return new Refusal(instruction, count + other.count, other.last);
  }
}
