package io.zpci.tests.interleaving;

/**
 * One step of an actor: what it does to the world, all at once.
 *
 * @param text what it does, for a printed schedule
 * @param ready whether it can be done now: a CPU that waits for an interruption cannot
 * @param effect does it; the answer is what the port gives back
 */
record Access(String text, Ready ready, Effect effect) {
  /** A condition on the world. */
  @FunctionalInterface
  interface Ready {
    boolean in(World world);
  }

  /** A change of the world. */
  @FunctionalInterface
  interface Effect {
    long on(World world);
  }
}
