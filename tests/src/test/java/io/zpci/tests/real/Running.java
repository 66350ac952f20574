package io.zpci.tests.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A command that runs, with what it has printed so far. Closing ends it, if it has not ended. */
final class Running implements AutoCloseable {
  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();
  private boolean complete;

  private Running(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static Running start(String... words) {
    return start(List.of(words));
  }

  static Running start(List<String> words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new Running(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("output lost: " + e.getMessage());
    }
    synchronized (this) {
      complete = true;
      notifyAll();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** Everything printed so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Waits for a line.
   *
   * @throws AssertionError where the command ends without it
   */
  synchronized String await(Predicate<String> wanted) {
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return lines.get(seen);
        }
      }
      if (complete) {
        throw new AssertionError("ended without the line:\n" + String.join("\n", lines));
      }
      pause();
    }
  }

  private synchronized void pause() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits for its end. */
  Ran end() {
    try {
      reader.join();
      return new Ran(process.waitFor(), lines());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Asks it to end (SIGTERM), and waits until it has. */
  Ran terminate() {
    process.toHandle().destroy();
    return end();
  }

  /** Kills it and what it has started, at once. */
  Ran kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    return end();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
