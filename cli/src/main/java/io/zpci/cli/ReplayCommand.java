package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.Replayers;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Stack;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.serve.ServedReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci replay}: holds the model against recordings, or sends a recording through routes. */
@Command(
    name = "replay",
    description = {
      "Compares the model with recordings, or sends one through routes.",
      "The model takes the place of what a recording says was on trial, and is compared with it."
          + " With --route, what the recording's guest did is issued again through each route,"
          + " and what becomes of it is shown. With --serve, a running server takes the place of"
          + " the model."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Recordings: a path, or the name of one in tests/recordings.")
  private List<String> files = List.of();

  @Option(
      names = "--route",
      paramLabel = "NAME|all",
      converter = Converters.Chosen.class,
      description = "Issue the recording's operations through this route; see zpci routes.")
  private @Nullable RouteChoice route;

  @Option(
      names = "--serve",
      paramLabel = "[NAME=]SOCKET",
      description =
          "Replay a recording of functions on a running vfio-user server; once for each function,"
              + " in the recording's order or by its name.")
  private List<String> sockets = List.of();

  @Mixin private StackOptions stackOptions = new StackOptions();

  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  ReplayCommand(ZpciCommand top) {
    this.top = top;
  }

  /** Each file stands for itself: one that cannot be read says so and does not keep the others. */
  @Override
  public Integer call() {
    RouteChoice choice = route;
    if (choice == null) {
      reports.refuse(spec, "--route was expected too: a comparison has no ladder");
      sayWhatIsNotUsed();
    } else if (!sockets.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--route and --serve: one of them was expected");
    }
    if (files.size() > 1) {
      reports.refuse(spec, "one FILE was expected, got " + files.size());
    }
    int worst = Exit.FINE;
    for (int i = 0; i < files.size(); i++) {
      int exit;
      try {
        Recording recording = Recording.read(find(files.get(i)));
        exit = choice == null ? compare(recording) : send(recording, choice, i > 0);
      } catch (RecordingException e) {
        exit = top.unreadable(e);
      } catch (IOException e) {
        top.say("zpci: " + e.getMessage());
        exit = Exit.UNREADABLE;
      }
      worst = Math.max(worst, exit);
    }
    return worst;
  }

  private void sayWhatIsNotUsed() {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (StackOptions.NAMES.contains(option.longestName())) {
        top.say(
            "zpci: "
                + option.longestName()
                + " is not used without --route: a recording names what was on trial");
      }
    }
  }

  private int compare(Recording recording) throws IOException {
    Comparison comparison =
        sockets.isEmpty()
            ? Replayers.replay(recording)
            : ServedReplay.replay(
                recording,
                ServerSockets.of(sockets, recording, spec.commandLine()),
                note -> top.say("zpci: " + note));
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        ComparisonReport.json(lines, comparison);
      }
    } else {
      ComparisonReport.print(top.page(), comparison, !top.quiet());
    }
    return comparison.same() ? Exit.FINE : Exit.MISMATCH;
  }

  private int send(Recording recording, RouteChoice choice, boolean apart) {
    Stack stack = stackOptions.stack();
    List<RouteSummary> summaries =
        reports.report(
            spec,
            title(recording),
            "line",
            listener -> new RouteReplay(choice.routes()).replay(recording, stack, listener));
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        summaries.forEach(summary -> SummaryReport.json(lines, recording.file(), stack, summary));
      }
      return Exit.FINE;
    }
    Page page = top.page();
    if (apart) {
      page.line();
    }
    SummaryReport.print(page, recording.file(), stack, summaries);
    return Exit.FINE;
  }

  /** The name of the recording, without its folder. */
  private static String title(Recording recording) {
    Path name = Path.of(recording.file()).getFileName();
    return name == null ? recording.file() : name.toString();
  }

  /**
   * A path as given; a bare name that is no file here may be that of a recording of the project.
   */
  private Path find(String file) {
    Path given;
    try {
      given = Path.of(file);
    } catch (InvalidPathException e) {
      throw new RecordingException(file, 0, "not a file name");
    }
    Path home = top.surroundings().home();
    if (home == null || given.getNameCount() != 1 || given.isAbsolute() || Files.exists(given)) {
      return given;
    }
    Path folder = home.resolve("tests").resolve("recordings");
    for (String name : List.of(file, file + ".jsonl")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    return given;
  }
}
