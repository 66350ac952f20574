package io.zpci.report;

import io.zpci.verdict.Verdict;

/**
 * What a hand did to an access where it did not just pass it on, the worst first. In pictures each
 * has a shape.
 */
enum Mark {
  /** It refused the access, or was the deepest hand at which it failed. */
  REFUSED(1),
  /** It hid a failure below it, or dropped a store. */
  LOST(2),
  /** It got the bytes back to front. */
  REVERSED(8),
  /** It got other bytes, or bytes of another place, than were issued. */
  CHANGED(16),
  /** It made several accesses of one. */
  CUT(4),
  /** It broke a rule that decided nothing by itself. */
  REPORTED(32);

  private final int bit;

  Mark(int bit) {
    this.bit = bit;
  }

  /** Its bit in a set of marks. */
  int bit() {
    return bit;
  }

  /** Whether it is in {@code marks}. */
  boolean in(int marks) {
    return (marks & bit) != 0;
  }

  /** The verdict whose colour and shape it has. */
  Verdict kind() {
    return switch (this) {
      case REFUSED -> Verdict.REFUSED;
      case LOST -> Verdict.LOST;
      case CUT, REPORTED -> Verdict.CUT;
      case REVERSED, CHANGED -> Verdict.CORRUPTED;
    };
  }
}
