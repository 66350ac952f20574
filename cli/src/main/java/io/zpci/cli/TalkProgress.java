package io.zpci.cli;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on the terminal, on stderr; it is gone when it is closed. */
final class TalkProgress implements AutoCloseable {
  private static final int WIDTH = 100;
  private static final long MEBIBYTE = 1 << 20;

  private final ProgressBar bar;

  /** A bar for {@code bytes} on {@code route}. */
  TalkProgress(String route, long bytes) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(route)
            .setInitialMax(bytes)
            .setUnit(" MiB", MEBIBYTE)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) TimeUnit.SECONDS.toMillis(1) / 10)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
            .clearDisplayOnFinish()
            .build();
  }

  /** So many bytes are through. */
  void done(long bytes) {
    bar.stepTo(bytes);
  }

  @Override
  public void close() {
    bar.close();
  }
}
