package io.zpci.machine;

import io.zpci.trace.Cost;
import io.zpci.verdict.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a talk on one route.
 *
 * @param route the route's name
 * @param plug what the VMM says when the function is plugged; null without a VMM
 * @param verdict what became of the data; null where the guests stopped before the end
 * @param bytes received and right, all directions summed
 * @param blocks blocks that arrived at the machine by handle
 * @param stores single stores that arrived by handle, those of configuration space too
 * @param interrupts interruptions that guests took; of a process, wake-ups by its eventfd
 * @param costs crossings by kind; absent is 0
 * @param firstBreak the first access to a BAR that did not arrive as it was issued; null where all
 *     did
 * @param why where and why the guests stopped, or the route cannot be taken; null where the talk
 *     came to its end
 * @param unverified what the result rests on that nothing confirmed
 */
public record TalkResult(
    String route,
    @Nullable String plug,
    @Nullable Verdict verdict,
    long bytes,
    long blocks,
    long stores,
    long interrupts,
    Map<Cost, Long> costs,
    @Nullable Break firstBreak,
    @Nullable String why,
    List<String> unverified) {
  public TalkResult {
    costs = Map.copyOf(costs);
    unverified = List.copyOf(unverified);
  }

  /** The word for guests that stopped before the end. */
  public static final String STOPPED = "stopped";

  /**
   * An access that did not come through.
   *
   * @param operation for people: {@code pcistb 2 0x0 8}
   * @param verdict what became of it
   * @param brokenBy by whose hand; null where none changed it
   * @param rule rule or check; null where none
   * @param why one sentence
   */
  public record Break(
      String operation,
      Verdict verdict,
      @Nullable String brokenBy,
      @Nullable String rule,
      String why) {}

  /** A verdict's word, or {@link #STOPPED}. */
  public String outcome() {
    return verdict == null ? STOPPED : verdict.word();
  }

  /** How often {@code kind} was paid for. */
  public long cost(Cost kind) {
    return costs.getOrDefault(kind, 0L);
  }
}
