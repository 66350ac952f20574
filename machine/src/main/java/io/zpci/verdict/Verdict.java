package io.zpci.verdict;

import java.util.Locale;

/** What became of an operation. The first that applies, in this order. */
public enum Verdict {
  /**
   * The version lacks the route, it does not bind the device, or the operation has no issuer there.
   */
  UNAVAILABLE,
  /** The issuer was told that it failed. */
  REFUSED,
  /**
   * The device did not take it, or a load was answered with all ones that no device gave, and the
   * issuer was told that all is well.
   */
  LOST,
  /** The device took other bytes than were issued. */
  CORRUPTED,
  /** The device took it in pieces. */
  CUT,
  /** The device took what was issued. */
  DELIVERED;

  /** The name as output spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
