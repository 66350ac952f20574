package io.zpci.recording;

import java.util.regex.Pattern;

/** A recording cannot be read. The message is one line: file, line, what was expected. */
public final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Pattern NOT_PRINTED = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

  /** {@code line} is the number of the line from 1, 0 where it is about the whole file. */
  public RecordingException(String file, int line, String message) {
    super(file + (line > 0 ? ":" + line : "") + ": " + oneLine(message));
  }

  /** What a recording says stands in the message, and it may say anything: line breaks too. */
  private static String oneLine(String text) {
    return NOT_PRINTED
        .matcher(text)
        .replaceAll(each -> "\\\\u%04x".formatted(each.group().codePointAt(0)));
  }
}
