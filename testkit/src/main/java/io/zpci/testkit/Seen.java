package io.zpci.testkit;

import io.zpci.arch.Outcome;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Ladder;
import io.zpci.workload.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One operation as it was seen at some boundary.
 *
 * @param result how it ended, as the boundary says it
 * @param ended the same for people; empty where it ended well
 * @param root the issued operation that it belongs to; null where nobody knows
 */
record Seen(
    Operation operation,
    int space,
    long offset,
    int length,
    Bytes data,
    long result,
    String ended,
    @Nullable Crossing root) {

  /** An access that entered a hand. */
  static Seen of(Crossing crossing, Crossing root) {
    return new Seen(
        crossing.operation(),
        crossing.space(),
        crossing.offset(),
        crossing.length(),
        crossing.data(),
        crossing.result(),
        crossing.succeeded() ? "" : Ladder.result(crossing),
        root);
  }

  /** What arrived, with the word of the instruction that it came by. */
  static Seen of(Arrival arrival, @Nullable Crossing root) {
    return new Seen(
        arrival.mio() ? mioForm(arrival.operation()) : arrival.operation(),
        arrival.bar(),
        arrival.offset(),
        arrival.length(),
        arrival.data(),
        arrival.outcome(),
        arrival.taken() ? "" : Outcome.describe(arrival.outcome()),
        root);
  }

  private static Operation mioForm(Operation operation) {
    if (operation.isBlock()) {
      return Operation.PCISTBI;
    }
    return operation.isStore() ? Operation.PCISTGI : Operation.PCILGI;
  }

  /** {@code pcistg 2+0x8 8 of 0011223344556677, cc 1 status 20}. */
  @Override
  public String toString() {
    String bytes = data.size() == 0 ? "" : " of " + data.toShortHex();
    String badly = ended.isEmpty() ? "" : ", " + ended;
    return "%s %d+0x%x %d%s%s".formatted(operation.word(), space, offset, length, bytes, badly);
  }
}
