package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A {@code zpci serve} that runs in this process until it is closed. */
final class Serving implements AutoCloseable {
  private final Text out = new Text();
  private final Text err = new Text();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final Thread thread;

  /** Collects what is written, and wakes who waits for it. */
  private static final class Text extends Writer {
    private final StringBuilder text = new StringBuilder();

    @Override
    public synchronized void write(char[] chars, int from, int length) {
      text.append(chars, from, length);
      notifyAll();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    synchronized String text() {
      return text.toString();
    }

    synchronized void await(String part) throws InterruptedException {
      while (text.indexOf(part) < 0) {
        wait();
      }
    }
  }

  /** Runs {@code zpci serve args..}. */
  Serving(boolean terminal, String... args) {
    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(List.of(args));
    Surroundings surroundings =
        new Surroundings(new PrintWriter(out), new PrintWriter(err), terminal, true, null);
    thread =
        Thread.ofPlatform()
            .start(() -> exit.complete(Main.run(surroundings, words.toArray(String[]::new))));
  }

  /** Waits until {@code part} was written. */
  Serving until(String part) throws InterruptedException {
    out.await(part);
    return this;
  }

  /** Waits until {@code part} was written beside the result. */
  void untilShown(String part) throws InterruptedException {
    err.await(part);
  }

  /** What was written, without the times. */
  List<String> lines() {
    return out.text()
        .lines()
        .map(line ->
            line.replaceFirst("^ *\\d+\\.\\d{3} ", "").replaceFirst("\"t\":[0-9.]+", "\"t\":T"))
        .toList();
  }

  String shown() {
    return err.text();
  }

  /** Asks it to end; its exit code. */
  int end() {
    thread.interrupt();
    return exit.join();
  }

  @Override
  public void close() {
    int code = end();
    assertTrue(code == Exit.FINE, () -> "exit code " + code + ": " + shown());
  }
}
