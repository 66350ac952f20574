package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.Replayers;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Stack;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zpci replay}: holds the model against recordings, or sends a recording through routes. */
@Command(
    name = "replay",
    description = {
      "Holds the model against recordings, or sends a recording through routes.",
      "The model takes the place of what a recording says was on trial, and is compared with it."
          + " With --route, what the recording's guest did is issued again through each route,"
          + " and what becomes of it is shown."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
  private final ZpciCommand top;

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

  @Mixin private StackOptions stackOptions = new StackOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  ReplayCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Recording> recordings = new ArrayList<>();
    for (String file : files) {
      recordings.add(Recording.read(find(file)));
    }
    return route == null ? compare(recordings) : send(recordings, route);
  }

  /** Everything is replayed before anything is said: a bad recording leaves nothing half done. */
  private int compare(List<Recording> recordings) {
    List<Comparison> comparisons = recordings.stream().map(Replayers::replay).toList();
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        comparisons.forEach(comparison -> ComparisonReport.json(lines, comparison));
      }
    } else {
      Page page = top.page();
      for (Comparison comparison : comparisons) {
        ComparisonReport.print(page, comparison, !top.quiet());
      }
    }
    return comparisons.stream().allMatch(Comparison::same) ? Exit.FINE : Exit.MISMATCH;
  }

  private int send(List<Recording> recordings, RouteChoice choice) {
    Stack stack = stackOptions.stack();
    RouteReplay replay = new RouteReplay(choice.routes());
    List<List<RouteSummary>> all = new ArrayList<>();
    for (Recording recording : recordings) {
      all.add(replay.replay(recording, stack));
    }
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        for (int i = 0; i < all.size(); i++) {
          String file = recordings.get(i).file();
          all.get(i).forEach(summary -> SummaryReport.json(lines, file, stack, summary));
        }
      }
      return Exit.FINE;
    }
    Page page = top.page();
    for (int i = 0; i < all.size(); i++) {
      if (i > 0) {
        page.line();
      }
      SummaryReport.print(page, recordings.get(i).file(), stack, all.get(i));
    }
    return Exit.FINE;
  }

  /** A path as given; a bare name that is no file here may be that of a recording of the project. */
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
