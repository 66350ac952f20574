package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci shrink}: the shortest part of a workload that fails on a route in the same way. */
@Command(
    name = "shrink",
    description = {
      "Shrinks a recording or a scenario to the shortest part that fails in the same way on a"
          + " route.",
      "The first operation that does not arrive as one, or that breaks a rule, is the failure;"
          + " --rule names another. Steps are left out as long as an operation is left that fails"
          + " with the same verdict, by the same hand and the same rule. An interrupt ends the"
          + " search: the shortest so far is the result."
    },
    footer = {
      "",
      "Examples:",
      "  zpci shrink guests.jsonl --route bar-rw",
      "  zpci shrink guests.jsonl --route bar-rw --scenario bar-rw.yaml --junit BarRwTest.java",
      "  zpci shrink mine.yaml --route bar-rw --rule R-03"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ShrinkCommand implements Callable<Integer> {
  /** Standard output in place of a file. */
  private static final Path STDOUT = Path.of("-");

  /** The class of a test on standard output. */
  private static final String UNNAMED = "ShrunkTest";

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE|NAME",
      completionCandidates = ScenarioFiles.Ids.class,
      description =
          "A recording of kind function-operations or issued-operations, a scenario file, or an id"
              + " of the catalogue.")
  private String file = "";

  @Option(
      names = "--route",
      paramLabel = "NAME",
      converter = Converters.Chosen.class,
      description = "The route; see zpci routes. Default: the one that FILE names, if it does.")
  private @Nullable RouteChoice route;

  @Option(
      names = "--rule",
      paramLabel = "ID",
      description = "Shrink to the first operation that breaks this rule or check.")
  private @Nullable String rule;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      converter = Converters.Runs.class,
      description = "How often a part may be run; default 5000.")
  private int attempts = Shrinker.RUNS;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description =
          "Write the result of a recording as a recording; - is standard output. Where no file is"
              + " asked for the result goes there in the form that FILE has.")
  private @Nullable Path result;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the result as a scenario that zpci run takes.")
  private @Nullable Path scenario;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the result as a JUnit test for the test kit: Name.java.")
  private @Nullable Path test;

  @Mixin private GuestStackOptions stackOptions = new GuestStackOptions();

  ShrinkCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    String className = test == null || test.equals(STDOUT) ? UNNAMED : className(test);
    ShrinkInput input = input();
    try (RequestedEnd end = RequestedEnd.of(top.surroundings().err())) {
      int exit = shrink(input, end, className);
      end.with(exit);
      // A signal ends the process when this is closed.
      top.surroundings().out().flush();
      top.surroundings().err().flush();
      return exit;
    }
  }

  private int shrink(ShrinkInput input, RequestedEnd end, String className) {
    String asked = rule;
    FailureSignature failure =
        input.first(signature -> asked == null || asked.equals(signature.rule()));
    if (failure == null) {
      top.surroundings()
          .err()
          .print(
              "zpci: "
                  + file
                  + ": no operation fails"
                  + (asked == null ? "" : " by " + asked)
                  + " on this route\n");
      return Exit.MISMATCH;
    }
    ShrinkInput.Left left;
    try (ShrinkProgress progress = ShrinkProgress.of(top, input.steps(), end)) {
      left = input.shrink(failure, attempts, progress);
    }
    try {
      write(left, className);
    } catch (RecordingException e) {
      return top.unreadable(e);
    }
    top.say("zpci: " + (end.isAsked() ? "interrupted: " : "") + said(left));
    return written(left);
  }

  private void write(ShrinkInput.Left left, String className) {
    String recording = left.recording();
    String text = left.scenario();
    if (result != null && recording != null) {
      write(result, recording);
    }
    if (scenario != null && text != null) {
      write(scenario, text);
    }
    if (result == null && scenario == null && test == null) {
      write(STDOUT, recording != null ? recording : String.valueOf(text));
    }
    if (test != null) {
      write(test, left.test().apply(className));
    }
  }

  private void write(Path there, String text) {
    if (there.equals(STDOUT)) {
      top.surroundings().out().print(text);
    } else {
      FuzzCommand.write(there, text);
    }
  }

  /** Says what the files hold beside the recording's lines, or why one could not be written. */
  private int written(ShrinkInput.Left left) {
    if (scenario != null && left.scenario() == null) {
      top.surroundings()
          .err()
          .print(
              "zpci: "
                  + scenario
                  + " is not written: what is left fails only with the recording's mappings or"
                  + " functions, which a scenario does not have; --recording and --junit do\n");
      return Exit.MISMATCH;
    }
    if (scenario != null || test != null) {
      for (Issued each : left.operations()) {
        top.say("zpci:   " + FuzzReport.describe(each));
      }
    }
    return Exit.FINE;
  }

  private static String said(ShrinkInput.Left left) {
    return (left.steps() == 1 ? "1 step is" : left.steps() + " steps are")
        + " left after "
        + left.runs()
        + " runs"
        + (left.minimal() ? "" : ", more may go")
        + "; "
        + left.failure();
  }

  private ShrinkInput input() {
    Route asked = route == null ? null : one(route);
    WorkloadFile found = WorkloadFile.find(file, spec.commandLine());
    Route taken = asked == null ? found.route() : asked;
    if (taken == null) {
      throw wrong("--route: one route was expected");
    }
    if (result != null && found instanceof WorkloadFile.OfScenario) {
      throw wrong("--recording: a recording was expected as FILE, got a scenario");
    }
    Stack stack = stackOptions.over(found.stack(taken));
    try {
      return switch (found) {
        case WorkloadFile.OfRecording(String _, Recording recording) ->
            ShrinkInput.of(recording, taken, stack);
        case WorkloadFile.OfScenario(String name, Scenario workload) ->
            ShrinkInput.of(name, workload, taken, stack);
      };
    } catch (IllegalArgumentException e) {
      throw wrong("--route: " + e.getMessage());
    }
  }

  private Route one(RouteChoice choice) {
    if (choice.all()) {
      throw wrong("--route: one route was expected");
    }
    return choice.routes().getFirst();
  }

  private String className(Path written) {
    String name = FuzzCommand.classNameOf(written);
    if (name == null) {
      throw wrong("--junit: " + FuzzCommand.noClassName(written));
    }
    return name;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
