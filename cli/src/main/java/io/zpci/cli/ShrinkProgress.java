package io.zpci.cli;

import io.zpci.workload.Shrinker;
import org.jspecify.annotations.Nullable;

/**
 * Follows a shrinking: a bar on a terminal, with {@code -v} a line for each time that something
 * could go. It ends where a signal asks for the end.
 */
final class ShrinkProgress implements Shrinker.Watcher, AutoCloseable {
  private final ZpciCommand top;
  private final int steps;
  private final RequestedEnd end;
  private final @Nullable Progress bar;
  private int said;

  private ShrinkProgress(ZpciCommand top, int steps, RequestedEnd end, @Nullable Progress bar) {
    this.top = top;
    this.steps = steps;
    this.end = end;
    this.bar = bar;
    this.said = steps;
  }

  /** Follows the shrinking of so many steps. */
  static ShrinkProgress of(ZpciCommand top, int steps, RequestedEnd end) {
    boolean shown = top.surroundings().terminal() && !top.quiet() && !top.verbose();
    Progress bar = shown ? Progress.ofSteps(top.surroundings().err(), "shrink", steps) : null;
    return new ShrinkProgress(top, steps, end, bar);
  }

  @Override
  public boolean goesOn(int runs, int left) {
    if (bar != null) {
      bar.done(steps - left, runs + " runs");
    }
    if (top.verbose() && left < said) {
      top.say("zpci: " + left + " of " + steps + " steps are left after " + runs + " runs");
      top.surroundings().err().flush();
      said = left;
    }
    return !end.isAsked();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
