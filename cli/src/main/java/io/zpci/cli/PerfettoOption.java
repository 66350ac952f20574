package io.zpci.cli;

import io.zpci.machine.RunListener;
import io.zpci.recording.RecordingException;
import io.zpci.report.PerfettoTrace;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/** A run as a trace for Perfetto, as an option: a part of {@link ReportOptions}. */
final class PerfettoOption {
  /** The name of this option. */
  static final String NAME = "--perfetto";

  @Option(
      names = NAME,
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the run as a trace that ui.perfetto.dev and chrome://tracing open.")
  private @Nullable Path file;

  PerfettoOption() {}

  /**
   * Runs {@code run}, which tells what becomes of each operation to the listener it is given. The
   * file is there when the run is over, or as it was before.
   *
   * @param title what is run
   * @throws RecordingException where the file cannot be written
   */
  <T> T of(String title, Function<RunListener, T> run) {
    Path there = file;
    if (there == null) {
      return run.apply(RunListener.NONE);
    }
    // What is no regular file, a pipe or a terminal, is written to directly.
    boolean direct = Files.exists(there) && !Files.isRegularFile(there);
    Path written = direct ? there : there.resolveSibling("." + there.getFileName() + ".part");
    try {
      T result;
      try (Writer out = Files.newBufferedWriter(written);
          PerfettoTrace trace = new PerfettoTrace(out, title)) {
        result = run.apply(trace);
      }
      if (!direct) {
        Files.move(written, there, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } catch (IOException | JacksonException e) {
      throw new RecordingException(there.toString(), 0, "cannot be written (" + e + ")");
    } finally {
      if (!direct) {
        delete(written);
      }
    }
  }

  /** Whether a trace is asked for. */
  boolean isAsked() {
    return file != null;
  }

  private static void delete(Path beside) {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException _) {
      // A file that could not be written says so; what is left of it is no second message.
    }
  }
}
