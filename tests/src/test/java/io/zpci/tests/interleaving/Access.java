package io.zpci.tests.interleaving;

import java.util.function.Supplier;

/**
 * One step of an actor: what it does to the world, all at once.
 *
 * @param text what it does, for a printed schedule
 * @param word whether the answer is a word of storage
 * @param ready whether it can be done now: a CPU that waits for an interruption cannot
 * @param effect does it; the answer is what the port gives back
 */
record Access(Supplier<String> text, boolean word, Ready ready, Effect effect) {
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

  /** What it does and what came of it: a word in 8 digits, another answer where it is not 0. */
  String told(long answer) {
    if (word) {
      return text.get() + " -> %08x".formatted((int) answer);
    }
    return text.get() + (answer == 0 ? "" : " -> " + answer);
  }
}
