package io.zpci.arch;

import org.jspecify.annotations.Nullable;

/**
 * A rule, as data: of a device, of the firmware, or a check that a hand on the way makes.
 *
 * @param id unique name: {@code R-02}, or for a check of a hand the specification's numbering
 *     ({@code qemu.pcistb.7}, {@code vfio.bar.5})
 * @param statement what must hold, one sentence
 * @param evidence where that is known from (file and version, mail, or spec section)
 * @param confidence how sure it is
 * @param reaction what happens when it is broken, by default
 * @param unverified why an outcome that rests on this rule was never confirmed by a source or a
 *     mainframe; null where it was
 */
public record Rule(
    String id,
    String statement,
    String evidence,
    Confidence confidence,
    Reaction reaction,
    @Nullable String unverified) {

  /** A check read in source or executed: high confidence, refuses, verified. */
  public static Rule check(String id, String statement, String evidence) {
    return new Rule(id, statement, evidence, Confidence.HIGH, Reaction.REFUSE, null);
  }

  /** Its id is enough, and is known at once: rules are looked up as they are told. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** The same rule with an open question attached. */
  public Rule unverified(String reason) {
    return new Rule(id, statement, evidence, confidence, reaction, reason);
  }

  /** The same rule with another reaction. */
  public Rule reacting(Reaction newReaction) {
    return new Rule(id, statement, evidence, confidence, newReaction, unverified);
  }
}
