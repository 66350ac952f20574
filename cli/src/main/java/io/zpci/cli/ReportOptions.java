package io.zpci.cli;

import io.zpci.machine.RunListener;
import io.zpci.recording.RecordingException;
import io.zpci.report.Reports;
import io.zpci.report.RunHeading;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;

/** Reports of a run, as options of every command that runs something. */
final class ReportOptions {
  private static final String HTML = "--html";
  private static final String SVG = "--svg";
  private static final String PERFETTO = "--perfetto";
  private static final List<String> NAMES = List.of(HTML, SVG, PERFETTO);

  @Option(
      names = HTML,
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description =
          "Write a page for a browser: every operation, the hands it passed, what broke and by"
              + " which rule. One file that loads nothing.")
  private @Nullable Path html;

  @Option(
      names = SVG,
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the ladder of hands as a picture.")
  private @Nullable Path svg;

  @Option(
      names = PERFETTO,
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description =
          "Write a trace that ui.perfetto.dev and chrome://tracing open: a track for each hand,"
              + " arrows from an operation to its pieces.")
  private @Nullable Path perfetto;

  ReportOptions() {}

  /** Whether a report is wanted. */
  boolean wanted() {
    return html != null || svg != null || perfetto != null;
  }

  /**
   * Refuses the options where there is nothing to report.
   *
   * @param what was expected: {@code --route was expected}
   */
  void refuse(CommandSpec spec, String what) {
    if (wanted()) {
      String name = html != null ? HTML : svg != null ? SVG : PERFETTO;
      throw new ParameterException(spec.commandLine(), name + ": " + what);
    }
  }

  /**
   * Runs something, and writes the reports that are wanted of it.
   *
   * @param title of the reports
   * @param place what the number of an operation is, null where there is none
   * @throws RecordingException where a report cannot be written
   */
  <T> T report(
      CommandSpec spec, String title, @Nullable String place, Function<RunListener, T> run) {
    if (!wanted()) {
      return run.apply(RunListener.NONE);
    }
    try (Reports reports = new Reports(heading(spec, title, place), html, svg, perfetto)) {
      T result = run.apply(reports);
      reports.write();
      return result;
    } catch (IOException | JacksonException e) {
      if (e instanceof FileSystemException file && file.getReason() != null) {
        throw new RecordingException(
            file.getFile(), 0, "cannot be written (" + file.getReason() + ")");
      }
      Path file = Objects.requireNonNull(html != null ? html : svg != null ? svg : perfetto);
      throw new RecordingException(file.toString(), 0, "cannot be written (" + e + ")");
    }
  }

  private static RunHeading heading(CommandSpec spec, String title, @Nullable String place)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(spec.root().name());
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (NAMES.contains(word)) {
        i++;
      } else if (NAMES.stream().noneMatch(name -> word.startsWith(name + "="))) {
        words.add(quoted(word));
      }
    }
    try {
      return new RunHeading(
          title, String.join(" ", words), new BuildVersion().getVersion()[0], place);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String word) {
    boolean plain =
        word.chars().noneMatch(each -> " \t\n'\"\\$`*?&|;<>()[]{}~#!".indexOf(each) >= 0);
    return plain && !word.isEmpty() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
