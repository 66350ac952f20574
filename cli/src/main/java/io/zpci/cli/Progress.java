package io.zpci.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar in one line of a terminal; the line is empty again when it is closed. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 79;
  private static final long MEBIBYTE = 1 << 20;
  private static final int UPDATE_MILLIS = 100;

  private final PrintWriter out;
  private final ProgressBar bar;

  /**
   * A bar for so many bytes on {@code route}.
   *
   * @param out the terminal
   */
  static Progress ofBytes(PrintWriter out, String route, long bytes) {
    return new Progress(out, route, bytes, " MiB", MEBIBYTE);
  }

  /** A bar for so many runs on {@code route}. */
  static Progress ofRuns(PrintWriter out, String route, long runs) {
    return new Progress(out, route, runs, " runs", 1);
  }

  /** A bar for so many scenarios. */
  static Progress ofScenarios(PrintWriter out, long scenarios) {
    return new Progress(out, "run", scenarios, " scenarios", 1);
  }

  /** A bar for so many steps that may go. */
  static Progress ofSteps(PrintWriter out, String route, long steps) {
    return new Progress(out, route, steps, " steps gone", 1);
  }

  private Progress(PrintWriter out, String route, long most, String unit, long size) {
    this.out = out;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(route)
            .setInitialMax(most)
            .setUnit(unit, size)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
            .build();
  }

  private void show(String line) {
    out.print('\r' + line);
    out.flush();
  }

  /** So much is through. */
  void done(long so) {
    bar.stepTo(so);
  }

  /** So much is through, and {@code more} is worth saying. */
  void done(long so, String more) {
    bar.setExtraMessage(more);
    bar.stepTo(so);
  }

  @Override
  public void close() {
    // What was quick is shown once at least.
    bar.refresh();
    bar.close();
    show(" ".repeat(WIDTH) + '\r');
  }
}
