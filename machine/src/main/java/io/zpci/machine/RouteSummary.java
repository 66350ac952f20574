package io.zpci.machine;

import io.zpci.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one route made of a whole recording.
 *
 * @param route the route's name
 * @param unavailable why it could not be taken; null where it could
 * @param plug what the VMM says when the function is plugged; null without a VMM
 * @param operations guest operations issued
 * @param blocks blocks that reached the device by handle
 * @param stores single stores that reached the device by handle
 * @param loads single loads that reached the device by handle
 * @param mio accesses of any kind that came by MIO
 * @param delivered operations with that verdict
 * @param cut operations with that verdict
 * @param corrupted operations with that verdict
 * @param refused operations with that verdict
 * @param lost operations with that verdict
 * @param firstBreak the first operation that was not delivered, or that a hand changed; null where
 *     there is none
 * @param reasons every rule or check that decided an operation, most frequent first
 * @param unverified what the summary rests on that nothing confirmed
 */
public record RouteSummary(
    String route,
    @Nullable String unavailable,
    @Nullable String plug,
    int operations,
    long blocks,
    long stores,
    long loads,
    long mio,
    int delivered,
    int cut,
    int corrupted,
    int refused,
    int lost,
    @Nullable FirstBreak firstBreak,
    List<Reason> reasons,
    List<String> unverified) {
  public RouteSummary {
    reasons = List.copyOf(reasons);
    unverified = List.copyOf(unverified);
  }

  /**
   * The first operation that did not come through.
   *
   * @param line of the recording
   * @param operation for people: {@code pcistb 2 0x0 8}
   * @param verdict what became of it
   * @param brokenBy by whose hand; null where none changed it
   * @param rule rule or check; null where none
   * @param why one sentence
   */
  public record FirstBreak(
      int line,
      String operation,
      Verdict verdict,
      @Nullable String brokenBy,
      @Nullable String rule,
      String why) {}

  /**
   * How often one reason decided.
   *
   * @param verdict what became of these operations
   * @param brokenBy by whose hand; null where none
   * @param rule rule or check; null where none
   * @param statement what the rule asks for
   * @param blocks how many of them were blocks
   * @param count how many operations
   */
  public record Reason(
      Verdict verdict,
      @Nullable String brokenBy,
      @Nullable String rule,
      String statement,
      int blocks,
      int count) {}
}
