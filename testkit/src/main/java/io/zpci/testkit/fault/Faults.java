package io.zpci.testkit.fault;

import io.zpci.machine.Between;

/** Faults that stand between the ports of a passthrough; none at first. */
public final class Faults implements Between {
  private final long seed;

  /** Faults whose chances {@code seed} decides. */
  public Faults(long seed) {
    this.seed = seed;
  }

  /** What decides the chances. */
  public long seed() {
    return seed;
  }
}
