package io.zpci.testkit.agent;

import io.zpci.arch.Rule;

/** Where findings go. */
@FunctionalInterface
interface FindingSink {
  /** {@code call} breaks {@code rule}. */
  void find(Rule rule, DriverCall call, String what);
}
