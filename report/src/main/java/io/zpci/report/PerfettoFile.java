package io.zpci.report;

import io.zpci.machine.RunListener;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;

/**
 * A trace in a file, which is written as the run goes: beside its place, and moved there in the
 * end. What is no regular file, a pipe or a terminal, is written to directly.
 */
final class PerfettoFile implements AutoCloseable {
  private final Path file;
  private final Path written;
  private final Writer out;
  private final PerfettoTrace trace;

  PerfettoFile(Path file, String title) throws IOException {
    this.file = file;
    boolean direct = Files.exists(file) && !Files.isRegularFile(file);
    written = direct ? file : file.resolveSibling("." + file.getFileName() + ".part");
    out = Files.newBufferedWriter(written);
    trace = new PerfettoTrace(out, title);
  }

  /** Who is to be told of the run. */
  RunListener trace() {
    return trace;
  }

  /** Ends the trace and puts the file in its place; once. */
  void write() throws IOException {
    try {
      trace.close();
    } catch (JacksonException e) {
      throw new IOException(e);
    }
    out.close();
    if (!written.equals(file)) {
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes what was not moved to its place. */
  @Override
  public void close() throws IOException {
    out.close();
    if (!written.equals(file)) {
      Files.deleteIfExists(written);
    }
  }
}
