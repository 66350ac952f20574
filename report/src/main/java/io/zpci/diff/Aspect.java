package io.zpci.diff;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** In what an operation may fare differently on two sides. */
public enum Aspect {
  /** Something else was issued. */
  OPERATION("operation"),
  /** What became of it. */
  VERDICT("verdict"),
  /** By whose hand. */
  BY("by"),
  /** The rule or check that it broke. */
  RULE("rule"),
  /** What its issuer was told. A call that is fine and an instruction that is fine are the same. */
  TOLD("told"),
  /** The pieces that arrived: what, where, which bytes, and how each ended. */
  ARRIVED("arrived"),
  /** The bytes that a load gave. */
  LOADED("loaded");

  private final String word;

  Aspect(String word) {
    this.word = word;
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }

  /** A copy that does not change, in the order of this enum. */
  static Set<Aspect> setOf(Set<Aspect> aspects) {
    Set<Aspect> copy = EnumSet.noneOf(Aspect.class);
    copy.addAll(aspects);
    return Collections.unmodifiableSet(copy);
  }
}
