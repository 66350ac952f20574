package io.zpci.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code zpci help}: what the commands do, for a terminal or as the manual page. */
@Command(
    name = "help",
    description = {
      "Shows all commands, or one.",
      "With --man it prints the manual page instead, which holds them all."
    },
    footer = {"", "Examples:", "  zpci help explain", "  zpci help --man | man -l -"},
    usageHelpAutoWidth = true,
    sortOptions = false)
final class HelpCommand implements Callable<Integer> {
  private static final String INDENT = "  ";
  private static final int GAP = 3;

  private final ZpciCommand top;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      converter = CommandName.class,
      description = "The command; default all of them.")
  private @Nullable String command;

  @Option(names = "--man", description = "Print the manual page of all commands, for man.")
  private boolean man;

  HelpCommand(ZpciCommand top) {
    this.top = top;
  }

  /** Names of commands. */
  static final class CommandName implements ITypeConverter<String>, Words {
    @Override
    public String convert(String text) {
      if (!words().contains(text)) {
        throw new TypeConversionException("'" + text + "' is " + Main.noCommand(text));
      }
      return text;
    }

    @Override
    public List<String> words() {
      return Commands.names();
    }
  }

  @Override
  public Integer call() throws Exception {
    String wanted = command;
    if (man) {
      top.surroundings().out().print(ManPage.of(Main.shown(top, Commands.names())));
    } else if (wanted == null) {
      Main.shown(top, Commands.names()).usage(top.surroundings().out());
    } else {
      CommandLine line = Main.shown(top, List.of(wanted));
      Commands.of(line.getCommandSpec(), wanted).usage(top.surroundings().out());
    }
    return Exit.FINE;
  }

  /** The commands that {@code help} has, in their groups, each with what it does in a line. */
  static String commandList(Help help) {
    int width = 0;
    for (String name : help.subcommands().keySet()) {
      width = Math.max(width, name.length());
    }
    int indent = INDENT.length() + width + GAP;
    int room = help.commandSpec().usageMessage().width() - indent;
    StringBuilder list = new StringBuilder();
    for (Commands.Group group : Commands.GROUPS) {
      list.append('\n').append(help.colorScheme().text("@|bold " + group.title() + "|@:"));
      list.append('\n');
      for (String name : group.names()) {
        Help one = help.subcommands().get(name);
        if (one != null) {
          Text shown = help.colorScheme().commandText(name);
          list.append(INDENT).append(shown).append(" ".repeat(width - name.length() + GAP));
          String summary = one.commandSpec().usageMessage().description()[0];
          list.append(String.join('\n' + " ".repeat(indent), Wrapped.lines(summary, room)));
          list.append('\n');
        }
      }
    }
    return list.toString();
  }
}
