package io.zpci.machine;

import io.zpci.workload.Issued;

/**
 * Who hears of a run as it is done: reports, comparisons. Routes come one after the other, each
 * with all its operations behind it, in the order of their lines.
 */
public interface RunListener {
  /** Nobody. */
  RunListener NONE = new RunListener() {};

  /** A route begins; where it cannot be taken, no operation follows. */
  default void route(RouteStart start) {}

  /** An operation was issued and judged. It may be kept: nothing in it changes any more. */
  default void operation(RanOperation ran) {}

  /**
   * Nobody on this route issues such an operation.
   *
   * @param line of the recording, or step of the scenario, from 1
   * @param issued which
   * @param why one sentence
   */
  default void notIssued(int line, Issued issued, String why) {}
}
