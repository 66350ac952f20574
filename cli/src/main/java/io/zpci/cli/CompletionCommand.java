package io.zpci.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code zpci completion}: scripts by which shells complete its command line. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which bash or zsh completes command lines.",
      "The script starts nothing: it holds all the words that this build knows. Print it again"
          + " after an update."
    },
    footer = {
      "",
      "Examples, the first two for one session, the others for all:",
      "  . <(zpci completion bash)",
      "  . <(zpci completion zsh)",
      "  zpci completion bash > ~/.local/share/bash-completion/completions/zpci",
      "  zpci completion zsh > DIR/_zpci, where DIR is in zsh's fpath"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class CompletionCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Parameters(paramLabel = "bash|zsh", converter = ShellName.class, description = "The shell.")
  private Shell shell = Shell.BASH;

  CompletionCommand(ZpciCommand top) {
    this.top = top;
  }

  /** A shell that can be taught to complete. */
  enum Shell {
    BASH("bash"),
    ZSH("zsh");

    private final String word;

    Shell(String word) {
      this.word = word;
    }

    private String script(CommandSpec top) {
      return switch (this) {
        case BASH -> BashCompletion.of(top);
        case ZSH -> ZshCompletion.of(top);
      };
    }
  }

  /** Shells. */
  static final class ShellName implements ITypeConverter<Shell>, Words {
    @Override
    public Shell convert(String text) {
      return Stream.of(Shell.values())
          .filter(each -> each.word.equals(text))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("bash or zsh was expected, got '" + text + "'"));
    }

    @Override
    public List<String> words() {
      return Stream.of(Shell.values()).map(each -> each.word).toList();
    }
  }

  @Override
  public Integer call() {
    CommandSpec whole = Main.shown(top, Commands.names()).getCommandSpec();
    top.surroundings().out().print(shell.script(whole));
    return Exit.FINE;
  }
}
