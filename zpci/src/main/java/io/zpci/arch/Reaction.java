package io.zpci.arch;

/**
 * What happens when a rule is broken. A reaction is policy, not knowledge: every rule's reaction
 * can be changed.
 */
public enum Reaction {
  /** The operation is refused with the rule's own outcome. */
  REFUSE,
  /** The operation is taken and does the wrong thing, as hardware without a check would. */
  CORRUPT,
  /** The function goes into the error state; later accesses are blocked. */
  ERROR_STATE,
  /** The operation is answered as done and has no effect. */
  DROP,
  /** The operation proceeds; the violation is reported. */
  REPORT,
  /** Nothing. */
  NONE
}
