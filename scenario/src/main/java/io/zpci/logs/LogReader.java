package io.zpci.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs, line by line: each line is of the first format that knows it, so that files may mix
 * formats. Lines that none knows are counted, never refused. However large a log is, only a line
 * and what belongs together is held.
 */
public final class LogReader {
  private final @Nullable LogFormat only;
  private final ByteOrder order;

  /**
   * A reader.
   *
   * @param only the format; null to know it by each line
   * @param order byte order of the host whose QEMU wrote a trace: that of the values in it
   */
  public LogReader(@Nullable LogFormat only, ByteOrder order) {
    this.only = only;
    this.order = order;
  }

  /**
   * Reads all of {@code in}.
   *
   * @param name of the file, for places
   * @param entries hears of each entry, in order
   * @return what the log consisted of
   */
  public LogFile read(String name, InputStream in, Consumer<LogEntry> entries) throws IOException {
    Map<LogFormat, Long> counts = new EnumMap<>(LogFormat.class);
    Consumer<LogEntry> counted =
        entry -> {
          counts.merge(entry.format(), 1L, Long::sum);
          entries.accept(entry);
        };
    List<LineReader> readers = readers(counted);
    List<Foreign> first = new ArrayList<>();
    long foreign = 0;
    long number = 0;
    LogLines lines = new LogLines(name, in);
    for (LogLine line = lines.next(); line != null; line = lines.next()) {
      number = line.number();
      if (!taken(readers, line) && !line.text().isBlank()) {
        foreign++;
        if (first.size() < LogFile.KEPT) {
          first.add(Foreign.of(line));
        }
      }
    }
    readers.forEach(LineReader::end);
    return new LogFile(name, number, counts, foreign, first);
  }

  private List<LineReader> readers(Consumer<LogEntry> out) {
    List<LineReader> readers =
        List.of(new TraceReader(order, out), new DebugReader(out), new ConfigReader(out));
    return readers.stream().filter(each -> only == null || each.format() == only).toList();
  }

  private static boolean taken(List<LineReader> readers, LogLine line) {
    if (line.cut()) {
      return false;
    }
    for (LineReader reader : readers) {
      if (reader.take(line)) {
        return true;
      }
    }
    return false;
  }
}
