package io.zpci.recording;

/** A recording cannot be read. The message is one line: file, line, what was expected. */
public final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code line} is the number of the line from 1, 0 where it is about the whole file. */
  public RecordingException(String file, int line, String message) {
    super(file + (line > 0 ? ":" + line : "") + ": " + message);
  }
}
