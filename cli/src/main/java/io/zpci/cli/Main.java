package io.zpci.cli;

import io.zpci.recording.RecordingException;
import io.zpci.scenario.ScenarioException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code zpci} command. */
public final class Main {
  /** How far a mistyped name may be from the one that was meant. */
  private static final int SLIP = 3;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = run(Surroundings.ofProcess(), args);
    if (code != 0) {
      // Not for 0, which is what the end of main gives: exit starts the JDK's logging first.
      System.exit(code);
    }
  }

  /**
   * Runs the command away from any terminal, for callers that want its output.
   *
   * @param args as on the command line
   * @param out takes the result
   * @param err takes everything that is not the result
   * @return the exit code: 0 fine, 1 a mismatch, 2 usage, 3 an input is unreadable, 70 internal
   */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(Surroundings.of(out, err), args);
  }

  static int run(Surroundings surroundings, String... args) {
    ZpciCommand top = new ZpciCommand(surroundings);
    CommandLine line = line(top, asked(args));
    line.setParameterExceptionHandler((e, given) -> wrongUsage(e, surroundings.err()));
    line.setExecutionExceptionHandler((e, at, parsed) -> failed(e, top, at));
    try {
      return line.execute(args);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /** The command with {@code commands}, not to be run but to be shown as {@code shower} shows. */
  static CommandLine shown(ZpciCommand shower, List<String> commands) {
    CommandLine line = line(new ZpciCommand(shower.surroundings()), commands);
    Ansi ansi = shower.page().colours() ? Ansi.ON : Ansi.OFF;
    return line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
  }

  private static CommandLine line(ZpciCommand top, List<String> commands) {
    CommandLine line = withHelp(top);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show version and commit.")
                .build());
    for (String command : commands) {
      line.addSubcommand(command, withHelp(Commands.named(command, top)));
    }
    line.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpCommand::commandList);
    line.setOut(top.surroundings().out());
    line.setErr(top.surroundings().err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(top.page().colours() ? Ansi.ON : Ansi.OFF));
    return line;
  }

  /** Only the command that is asked for is loaded; all of them where help shows all. */
  private static List<String> asked(String... args) {
    List<String> all = Commands.names();
    for (String arg : args) {
      if (all.contains(arg)) {
        return List.of(arg);
      }
      if (!arg.startsWith("-")) {
        break;
      }
    }
    return all;
  }

  private static CommandLine withHelp(Object command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    return line;
  }

  private static int wrongUsage(ParameterException e, PrintWriter err) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.print(command + ": " + complaint(e) + " (try '" + command + " --help')\n");
    return Exit.USAGE;
  }

  /** One line that names the argument and what was expected. */
  private static String complaint(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      if (isOption(first)) {
        return "'" + first + "' is no option";
      }
      boolean top = e.getCommandLine().getParent() == null;
      return "'" + first + "' is " + (top ? noCommand(first) : "one argument too many");
    }
    String value = e.getValue();
    ArgSpec argument = e.getArgSpec();
    if (argument != null && e.getCause() instanceof TypeConversionException cause) {
      if (argument.isPositional() && value != null && isOption(value)) {
        return "'" + value + "' is no option";
      }
      return label(argument) + ": " + oneLine(cause.getMessage());
    }
    return oneLine(e.getMessage());
  }

  /** What is said of a name that is no command's: the nearest one, where it may be a slip. */
  static String noCommand(String name) {
    String near = Spelling.close(Commands.names(), name, 1).getFirst();
    return Spelling.distance(near, name) <= Math.min(SLIP, name.length() - 1)
        ? "no command, '" + near + "' is"
        : "no command";
  }

  private static boolean isOption(String text) {
    return text.length() > 1 && text.charAt(0) == '-' && !Character.isDigit(text.charAt(1));
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static int failed(Exception e, ZpciCommand top, CommandLine at) {
    if (e instanceof RecordingException unreadable) {
      return top.unreadable(unreadable);
    }
    PrintWriter err = top.surroundings().err();
    if (e instanceof ScenarioException unreadable) {
      err.print("zpci: " + unreadable.getMessage() + "\n");
      return Exit.UNREADABLE;
    }
    err.print("zpci: internal error in " + at.getCommandName() + ": " + oneLine(e) + "\n");
    if (top.verbose()) {
      e.printStackTrace(err);
    }
    return Exit.INTERNAL;
  }

  private static String oneLine(@Nullable Object message) {
    return String.valueOf(message).replace('\n', ' ').replace('\r', ' ');
  }
}
