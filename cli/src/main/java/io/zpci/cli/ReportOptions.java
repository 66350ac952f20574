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

/** Reports of a run, as options of every command that runs something. */
final class ReportOptions {
  private static final String HTML = "--html";
  private static final String SVG = "--svg";

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

  ReportOptions() {}

  /** Whether a report is wanted. */
  boolean wanted() {
    return html != null || svg != null;
  }

  /**
   * Refuses the options where there is nothing to report.
   *
   * @param what was expected: {@code --route was expected}
   */
  void refuse(CommandSpec spec, String what) {
    if (wanted()) {
      throw new ParameterException(spec.commandLine(), (html != null ? HTML : SVG) + ": " + what);
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
    try (Reports reports = new Reports(heading(spec, title, place), html, svg)) {
      T result = run.apply(reports);
      reports.write();
      return result;
    } catch (FileSystemException e) {
      throw new RecordingException(e.getFile(), 0, "cannot be written (" + e.getReason() + ")");
    } catch (IOException e) {
      Path file = Objects.requireNonNull(html == null ? svg : html);
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
      if (word.equals(HTML) || word.equals(SVG)) {
        i++;
      } else if (!word.startsWith(HTML + "=") && !word.startsWith(SVG + "=")) {
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
