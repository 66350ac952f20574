package io.zpci.trace;

/**
 * What a boundary costs whoever crosses it. Each is counted where it happens, once per direction
 * pair: an exit and the entry that ends it are one. Source: spec notifications a.4, d.1.
 */
public enum Cost {
  /** A guest's CPU leaves interpretive execution for the host kernel, and comes back. */
  SIE_EXIT("sie-exit"),
  /** A process enters its kernel, and comes back. */
  SYSCALL("syscall"),
  /** A CPU goes over to another thread or process, a VMM's for one, and comes back. */
  CONTEXT_SWITCH("context-switch"),
  /** A CPU takes an interruption: old PSW stored, new PSW loaded. */
  PSW_SWAP("psw-swap"),
  /** A CPU or thread elsewhere is made to look: an IPI, a wake-up through an eventfd. */
  KICK("kick");

  private final String word;

  Cost(String word) {
    this.word = word;
  }

  /** Tells {@code tap} each of {@code costs}, in order; for decorators. Nothing allocates. */
  public static void tell(Cost[] costs, Tap tap) {
    for (Cost cost : costs) {
      tap.cost(cost);
    }
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }
}
