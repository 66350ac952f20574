package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.IndicatorVector;

/**
 * Directed interruption in the world: a counter a CPU, of which bit 0 is pending, 1 single mode, 2
 * no mode, 3 that it cannot be interrupted. What is one compare-and-swap is one step. {@code
 * PortDirectedTest} holds it against the real one.
 */
final class PortDirected {
  static final int PENDING = 1;
  static final int SINGLE = 2;
  static final int NONE = 4;
  static final int UNREACHABLE = 8;
  private static final int FALLBACK = 2;

  private final Ports ports;
  private final long vectors;
  private final long summary;
  private final int isc;
  private final AdapterInterruption floating;
  private final int states;
  private final int kicks;

  /**
   * A facility that is set up.
   *
   * @param vectors address of CPU 0's vector, one word a CPU
   * @param summary address of the fallback summary
   * @param isc the fallback's subclass
   * @param states the counter of CPU 0's state
   * @param kicks the counter of directed interruptions
   */
  PortDirected(
      Ports ports,
      long vectors,
      long summary,
      int isc,
      AdapterInterruption floating,
      int states,
      int kicks) {
    this.ports = ports;
    this.vectors = vectors;
    this.summary = summary;
    this.isc = isc;
    this.floating = floating;
    this.states = states;
    this.kicks = kicks;
  }

  void signal(int cpu, int bit) {
    IndicatorVector.testAndSet(ports, vectors + 4L * cpu, bit);
    long became =
        ports.act(
            "directed interruption of cpu " + cpu,
            world -> {
              long state = world.counters[states + cpu];
              if ((state & UNREACHABLE) != 0) {
                return FALLBACK;
              }
              if ((state & NONE) != 0) {
                return 0;
              }
              world.counters[states + cpu] = state | PENDING | ((state & SINGLE) != 0 ? NONE : 0);
              world.counters[kicks]++;
              return 1;
            });
    if (became == FALLBACK && !IndicatorVector.testAndSet(ports, summary, cpu)) {
      floating.inject(isc);
    }
  }

  boolean control(int operation, int cpu) {
    long mode = operation == InterruptionControls.D_SINGLE ? SINGLE : 0;
    long unused =
        ports.act(
            "SIC " + operation + " on cpu " + cpu,
            world -> {
              long state = world.counters[states + cpu];
              world.counters[states + cpu] = (state & ~(SINGLE | NONE)) | mode;
              return 0;
            });
    return true;
  }

  void reachable(int cpu, boolean yes) {
    long unused =
        ports.act(
            "cpu " + cpu + (yes ? " can" : " cannot") + " be interrupted",
            world -> {
              long state = world.counters[states + cpu];
              world.counters[states + cpu] = yes ? state & ~UNREACHABLE : state | UNREACHABLE;
              return 0;
            });
  }
}
