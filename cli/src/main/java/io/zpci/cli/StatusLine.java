package io.zpci.cli;

import io.zpci.posix.Threads;
import io.zpci.serve.ServedCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The line of a terminal that says every half second what each function did in the last one:
 * blocks, bytes, interrupts and events per second. It is empty again when it is closed.
 */
final class StatusLine implements AutoCloseable {
  private static final int WIDTH = 79;
  private static final long PERIOD_MILLIS = 500;
  private static final double MEBIBYTE = 1 << 20;
  private static final double KIBIBYTE = 1 << 10;

  private final Supplier<List<ServedCounts>> counts;
  private final ServeReport report;
  private final Thread thread;

  /** A line for what {@code counts} says; none ever where it is not {@code shown}. */
  static StatusLine of(Supplier<List<ServedCounts>> counts, ServeReport report, boolean shown) {
    StatusLine line = new StatusLine(counts, report);
    if (shown) {
      line.thread.start();
    }
    return line;
  }

  private StatusLine(Supplier<List<ServedCounts>> counts, ServeReport report) {
    this.counts = counts;
    this.report = report;
    this.thread = Thread.ofPlatform().daemon().name("zpci-status").unstarted(this::run);
  }

  private void run() {
    List<ServedCounts> before = counts.get();
    long then = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      List<ServedCounts> now = counts.get();
      long when = System.nanoTime();
      report.status(line(before, now, (when - then) / 1e9));
      before = now;
      then = when;
    }
  }

  /** What is shown of two counts that are {@code seconds} apart. */
  static String line(List<ServedCounts> before, List<ServedCounts> now, double seconds) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      ServedCounts old = before.get(i);
      ServedCounts each = now.get(i);
      parts.add(each.function() + " " + rates(old, each, seconds));
    }
    String line = "per s: " + String.join(", ", parts);
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 2) + "..";
  }

  private static String rates(ServedCounts old, ServedCounts now, double seconds) {
    if (!now.connected()) {
      return "no client";
    }
    return String.format(
        Locale.ROOT,
        "%.0f blocks %s %.0f irq %.0f ev",
        (now.blocks() - old.blocks()) / seconds,
        amount((now.bytes() - old.bytes()) / seconds),
        (now.interrupts() - old.interrupts()) / seconds,
        (now.events() - old.events()) / seconds);
  }

  private static String amount(double bytes) {
    if (bytes >= MEBIBYTE) {
      return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
    }
    return bytes >= KIBIBYTE
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / KIBIBYTE)
        : String.format(Locale.ROOT, "%.0f B", bytes);
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
    report.status("");
  }
}
