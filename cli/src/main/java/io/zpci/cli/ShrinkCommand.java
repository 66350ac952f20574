package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.RecordingShrink;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.verdict.FailureSignature;
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

/** {@code zpci shrink}: the shortest part of a recording that fails on a route in the same way. */
@Command(
    name = "shrink",
    description = {
      "Shrinks a recording to the shortest part that fails in the same way on a route.",
      "The first operation that does not arrive as one, or that breaks a rule, is the failure;"
          + " --rule names another. Lines are left out as long as an operation is left that fails"
          + " with the same verdict, by the same hand and the same rule. The result is a"
          + " recording."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ShrinkCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "A recording of kind function-operations.")
  private Path file = Path.of("");

  @Option(
      names = "--route",
      required = true,
      paramLabel = "NAME",
      converter = Converters.Chosen.class,
      description = "The route; see zpci routes.")
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
      description = "Write the result there; default standard output.")
  private @Nullable Path result;

  @Mixin private StackOptions stackOptions = new StackOptions();

  ShrinkCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    RecordingShrink shrink = shrink(one(route), stackOptions.stack());
    String asked = rule;
    RecordingShrink.Failed failed =
        shrink.first(signature -> asked == null || asked.equals(signature.rule()));
    if (failed == null) {
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
    FailureSignature signature = failed.failure().signature();
    RecordingShrink.Shortest shortest = shrink.shrink(signature, attempts);
    String text = String.join("\n", shortest.lines()) + "\n";
    if (result == null) {
      top.surroundings().out().print(text);
    } else {
      FuzzCommand.write(result, text);
    }
    top.say(said(shortest));
    return Exit.FINE;
  }

  private static String said(RecordingShrink.Shortest shortest) {
    int left = shortest.shrunk().elements().size();
    return "zpci: "
        + (left == 1 ? "1 step is" : left + " steps are")
        + " left after "
        + shortest.shrunk().runs()
        + " runs"
        + (shortest.shrunk().minimal() ? "" : ", which were all")
        + "; line "
        + shortest.failed().line()
        + ", "
        + shortest.failed().failure().issued().describe()
        + ": "
        + shortest.failed().failure().judgement().decided();
  }

  private Route one(@Nullable RouteChoice choice) {
    if (choice == null || choice.all()) {
      throw wrong("--route: one route was expected");
    }
    return choice.routes().getFirst();
  }

  private RecordingShrink shrink(Route taken, Stack stack) {
    Recording recording = Recording.read(file);
    try {
      return new RecordingShrink(taken, stack, recording);
    } catch (IllegalArgumentException e) {
      throw wrong("--route: " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
