package io.zpci.logs;

/**
 * Reads the lines of one format. It hands on entries as soon as they are whole, which may be some
 * lines later.
 */
interface LineReader {
  /** The format. */
  LogFormat format();

  /** Whether {@code line} is of this format; then it was taken. */
  boolean take(LogLine line);

  /** The log is over: what waits for more lines waits no longer. */
  void end();
}
