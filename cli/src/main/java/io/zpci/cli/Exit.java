package io.zpci.cli;

/** What the command tells its caller. */
final class Exit {
  /** All is well, or what was asked for is the answer. */
  static final int FINE = 0;

  /** A mismatch was found. */
  static final int MISMATCH = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** An input cannot be read. */
  static final int UNREADABLE = 3;

  /** The command itself is broken. */
  static final int INTERNAL = 70;

  private Exit() {}
}
