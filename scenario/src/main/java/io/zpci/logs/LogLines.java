package io.zpci.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a log, one after the other. However long a line and a log are, no more is held than
 * {@link #MOST} bytes of one line: the rest of a longer line is passed over.
 */
final class LogLines {
  /** No line that anybody reads is longer. */
  static final int MOST = 1 << 14;

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] line = new byte[MOST];
  private int at;
  private int end;
  private long number;

  LogLines(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** The next line; null behind the last. Lines end with a newline, or with both characters. */
  @Nullable LogLine next() throws IOException {
    int length = 0;
    boolean cut = false;
    boolean any = false;
    while (more()) {
      any = true;
      byte each = buffer[at++];
      if (each == '\n') {
        break;
      }
      if (length < MOST) {
        line[length++] = each;
      } else {
        cut = true;
      }
    }
    if (!any) {
      return null;
    }
    if (!cut && length > 0 && line[length - 1] == '\r') {
      length--;
    }
    number++;
    return new LogLine(file, number, new String(line, 0, length, StandardCharsets.UTF_8), cut);
  }

  private boolean more() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(in.read(buffer), 0);
    return end > 0;
  }
}
