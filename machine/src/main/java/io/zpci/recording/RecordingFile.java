package io.zpci.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recording that is being written. A thread of its own writes, at least once a second and whole
 * lines only, so that a file whose writer is killed can be read; who appends never waits for the
 * disk.
 *
 * <p>Where the file cannot be written, or the disk is {@value #MOST} bytes behind, that is told
 * once and the recording ends; appending goes on and does nothing. Any thread may append.
 */
public final class RecordingFile implements AutoCloseable {
  private static final int MOST = 16 << 20;
  private static final int WORTH_WRITING = 1 << 18;
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final Path path;
  private final Consumer<String> complaints;
  private final OutputStream out;
  private final Thread writer;
  private ByteArrayOutputStream pending = new ByteArrayOutputStream(WORTH_WRITING);
  private ByteArrayOutputStream writing = new ByteArrayOutputStream(WORTH_WRITING);
  private boolean closed;
  private boolean failed;

  private RecordingFile(Path path, Consumer<String> complaints, OutputStream out) {
    this.path = path;
    this.complaints = complaints;
    this.out = out;
    this.writer = Thread.ofPlatform().daemon().name("recording " + path).unstarted(this::write);
  }

  /**
   * A new file at {@code path}, in place of one that is there.
   *
   * @param header the first line, with {@code recording} and {@code kind}
   * @param complaints is told in one line, on any thread, that the recording ended
   * @throws IOException where the file cannot be made
   */
  public static RecordingFile create(Path path, ObjectNode header, Consumer<String> complaints)
      throws IOException {
    OutputStream out = Files.newOutputStream(path);
    RecordingFile file = new RecordingFile(path, complaints, out);
    file.pending.writeBytes(new JsonMapper().writeValueAsBytes(header));
    file.pending.write('\n');
    file.writer.start();
    return file;
  }

  /** Takes the lines that {@code lines} has, which is empty then. */
  public synchronized void append(LineBuffer lines) {
    try {
      lines.drainTo(failed || closed ? OutputStream.nullOutputStream() : pending);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // neither of the two does
    }
    if (pending.size() > WORTH_WRITING) {
      notifyAll();
    }
    if (pending.size() > MOST) {
      fail("the disk does not keep up");
    }
  }

  /** Whether the recording ended because the file could not be written. */
  public synchronized boolean failed() {
    return failed;
  }

  private void write() {
    try {
      for (ByteArrayOutputStream next = next(); next != null; next = next()) {
        next.writeTo(out);
        next.reset();
      }
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      fail("interrupted");
    }
  }

  /** What there is to be written, after a second at the latest; null when all has been. */
  private synchronized @Nullable ByteArrayOutputStream next() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    for (long left = PATIENCE_NANOS;
        left > 0 && !closed && pending.size() < WORTH_WRITING;
        left = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (failed || (closed && pending.size() == 0)) {
      return null;
    }
    ByteArrayOutputStream full = pending;
    pending = writing;
    writing = full;
    return full;
  }

  private synchronized void fail(String why) {
    if (!failed) {
      failed = true;
      pending.reset();
      complaints.accept(path + ": the recording ends: " + why);
    }
  }

  /** Writes what is left and closes the file. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      out.close();
    } catch (IOException e) {
      complaints.accept(path + ": " + e.getMessage());
    }
  }
}
