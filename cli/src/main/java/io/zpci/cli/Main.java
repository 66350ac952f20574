package io.zpci.cli;

import io.zpci.recording.RecordingException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code zpci} command. */
public final class Main {
  private static final String[] COMMANDS = {
    "c-header",
    "diff",
    "explain",
    "fuzz",
    "plugin",
    "replay",
    "routes",
    "rules",
    "serve",
    "shrink",
    "talk",
    "versions"
  };

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
    CommandLine line = withHelp(top);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show version and commit.")
                .build());
    addCommands(line, top, args);
    line.setOut(surroundings.out());
    line.setErr(surroundings.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(top.page().colours() ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((e, given) -> wrongUsage(e, surroundings.err()));
    line.setExecutionExceptionHandler((e, at, parsed) -> failed(e, top, at));
    try {
      return line.execute(args);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /**
   * Only the command that is asked for is loaded; all of them where help or completion shows all.
   */
  private static void addCommands(CommandLine line, ZpciCommand top, String... args) {
    for (String arg : args) {
      for (String command : COMMANDS) {
        if (command.equals(arg)) {
          line.addSubcommand(command, withHelp(command(command, top)));
          return;
        }
      }
      if (!arg.startsWith("-")) {
        break;
      }
    }
    for (String command : COMMANDS) {
      line.addSubcommand(command, withHelp(command(command, top)));
    }
    line.addSubcommand("help", new HelpCommand());
    line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
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

  private static Object command(String name, ZpciCommand top) {
    return switch (name) {
      case "c-header" -> new CHeaderCommand(top);
      case "diff" -> new DiffCommand(top);
      case "explain" -> new ExplainCommand(top);
      case "fuzz" -> new FuzzCommand(top);
      case "plugin" -> new PluginCommand(top);
      case "replay" -> new ReplayCommand(top);
      case "routes" -> new RoutesCommand(top);
      case "serve" -> new ServeCommand(top);
      case "shrink" -> new ShrinkCommand(top);
      case "talk" -> new TalkCommand(top);
      case "rules" -> new RulesCommand(top);
      case "versions" -> new VersionsCommand(top);
      default -> throw new IllegalArgumentException(name);
    };
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
      return "'"
          + first
          + "' is "
          + (top
              ? "no command; there are " + String.join(", ", COMMANDS)
              : "one argument too many");
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
