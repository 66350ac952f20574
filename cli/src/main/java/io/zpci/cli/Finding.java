package io.zpci.cli;

import org.jspecify.annotations.Nullable;

/**
 * One thing that the command, or a part of it, wants of the machine.
 *
 * @param name of the thing
 * @param state whether it is there
 * @param what where it was found and which version; null where it is missing
 * @param wantedFor what does not work without it
 * @param needed whether the command itself does not work without it
 * @param advice how to get what is missing, in words that hold on every system; null where nothing
 *     is
 */
record Finding(
    String name,
    State state,
    @Nullable String what,
    String wantedFor,
    boolean needed,
    @Nullable String advice) {
  /** Whether a thing is there. */
  enum State {
    /** It is, as it should be. */
    FOUND("found", Ink.GREEN),
    /** It is, but a part of it or of its version is not as it should be. */
    LACKING("lacking", Ink.YELLOW),
    /** It is not. */
    MISSING("missing", Ink.RED),
    /** It is not, and nothing stops working: a terminal, a faster start. */
    ABSENT("absent", Ink.DIM);

    private final String word;
    private final Ink ink;

    State(String word, Ink ink) {
      this.word = word;
      this.ink = ink;
    }

    /** As output spells it. */
    String word() {
      return word;
    }

    /** Its colour. */
    Ink ink() {
      return ink;
    }
  }

  /** Whether the command itself works as far as this goes. */
  boolean fine() {
    return !needed || state == State.FOUND || state == State.ABSENT;
  }
}
