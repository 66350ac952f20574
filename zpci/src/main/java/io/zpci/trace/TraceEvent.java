package io.zpci.trace;

import io.zpci.arch.Rule;

/**
 * One thing that a {@link RingTap} saw, in the order it happened. Events of one issued operation
 * have the same {@code cause}; {@code depth} says how many crossings are open around it: the
 * issuer's own has depth 0, the pieces that a hand makes of it have more.
 */
public sealed interface TraceEvent {
  /** Which issued operation it belongs to; counted from 0 since the tap was made or cleared. */
  int cause();

  /** How many crossings were open around it. */
  int depth();

  /**
   * An operation entered a hand.
   *
   * @param cause see {@link TraceEvent#cause}
   * @param depth see {@link TraceEvent#depth}
   * @param hand which
   * @param operation what
   * @param space the PCI address space, or the region
   * @param offset in the space
   * @param length in bytes
   * @param bytes of a store the first eight bytes that go down, as a register image: the byte at
   *     the lowest address is the most significant; of a single store by register its value; of a
   *     load 0
   */
  record Entered(
      int cause,
      int depth,
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      long bytes)
      implements TraceEvent {}

  /**
   * The operation entered last left its hand.
   *
   * @param cause see {@link TraceEvent#cause}
   * @param depth that of its entry
   * @param result see {@link Tap#exit}
   * @param value the register that a single load gave
   */
  record Left(int cause, int depth, long result, long value) implements TraceEvent {}

  /**
   * The operation under way broke a rule.
   *
   * @param cause see {@link TraceEvent#cause}
   * @param depth see {@link TraceEvent#depth}
   * @param rule which
   */
  record Broke(int cause, int depth, Rule rule) implements TraceEvent {}

  /**
   * A crossing was paid for.
   *
   * @param cause see {@link TraceEvent#cause}
   * @param depth see {@link TraceEvent#depth}
   * @param cost which kind
   */
  record Paid(int cause, int depth, Cost cost) implements TraceEvent {}
}
