package io.zpci.logs;

import io.zpci.workload.Bytes;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dumps of s390dbf: the views hex_ascii and sprintf, and headings with a log's name that
 * people put between several of them ({@code == /sys/kernel/debug/s390dbf/NAME}, or {@code tail}'s
 * {@code ==> NAME <==}).
 */
final class DebugReader implements LineReader {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{2}) (\\d{11}):(\\d{6}) (\\d) ([-*]) (\\d{2,5}) (\\S{1,64})(?:  ?(.*))?");
  private static final Pattern HEADING =
      Pattern.compile("=+>? *(/\\S*?/s390dbf/)([A-Za-z0-9_.-]+)\\S*(?: <=+)?\\s*");
  private static final String MESSAGES = "pci_msg";
  private static final int HEX = 16;

  private final Consumer<LogEntry> out;
  private final ErrorRecords records;
  private String log = "";

  DebugReader(Consumer<LogEntry> out) {
    this.out = out;
    this.records = new ErrorRecords(out);
  }

  @Override
  public LogFormat format() {
    return LogFormat.S390DBF;
  }

  @Override
  public boolean take(LogLine line) {
    Matcher heading = HEADING.matcher(line.text());
    if (heading.matches()) {
      records.end();
      log = heading.group(2);
      return true;
    }
    Matcher matcher = LINE.matcher(line.text());
    if (!matcher.matches()) {
      return false;
    }
    Stamp stamp =
        new Stamp(
            Long.parseLong(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            Integer.parseInt(matcher.group(4)),
            matcher.group(5).equals("*"),
            Integer.parseInt(matcher.group(6)),
            matcher.group(7));
    String data = matcher.group(8) == null ? "" : matcher.group(8);
    Bytes bytes = hex(data);
    if (bytes != null) {
      records.add(line.place(), stamp, log, bytes);
      return true;
    }
    FunctionMessage message = FunctionMessage.of(data.strip());
    if (message == null && log.equals(MESSAGES) && !data.isBlank()) {
      message = new FunctionMessage(data.strip(), "", List.of());
    }
    if (message == null) {
      return false;
    }
    records.end();
    out.accept(new DebugEntry.Message(line.place(), stamp, message));
    return true;
  }

  @Override
  public void end() {
    records.end();
  }

  /**
   * The bytes before the bar; null where it is not hex_ascii, or the line was cut before its bar.
   */
  private static @Nullable Bytes hex(String data) {
    int bar = data.indexOf("| ");
    if (bar < 0 && data.endsWith("|")) {
      bar = data.length() - 1;
    }
    if (bar <= 0 || bar % 3 != 0) {
      return null;
    }
    byte[] bytes = new byte[bar / 3];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(data.charAt(3 * i), HEX);
      int low = Character.digit(data.charAt(3 * i + 1), HEX);
      if (high < 0 || low < 0 || data.charAt(3 * i + 2) != ' ') {
        return null;
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return Bytes.of(bytes);
  }
}
