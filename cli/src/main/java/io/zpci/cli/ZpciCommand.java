package io.zpci.cli;

import io.zpci.recording.RecordingException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself: what all its commands share. */
@Command(
    name = "zpci",
    description =
        "Shows what becomes of a PCI access on s390 on its way from a guest to the device:"
            + " who cuts it, changes it or refuses it, by version of Linux and QEMU.",
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "",
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All is well, or what was asked for is the answer",
      "1:A mismatch: a recording, a sequence or a scenario that is not as it should be",
      "2:The command line is wrong",
      "3:An input cannot be read",
      "70:The command itself is broken"
    },
    footerHeading = "%nFiles and environment:%n",
    footer = {
      "  FILE        a path; of a recording of the project its bare name is enough",
      "  NO_COLOR    set to anything: no colours",
      "  CC          the C compiler, for drivers in C and zpci plugin",
      "",
      "zpci help COMMAND shows one command, zpci help --man is the manual page."
    })
final class ZpciCommand implements Runnable {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more: every hand, every piece, stack traces.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Say less: only the result.")
  private boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      converter = Converters.Color.class,
      scope = ScopeType.INHERIT,
      description =
          "Colours: auto (the default: on a terminal, unless NO_COLOR is set), always, never.")
  private Color color = Color.AUTO;

  ZpciCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** When output is coloured. */
  enum Color {
    AUTO("auto"),
    ALWAYS("always"),
    NEVER("never");

    private final String word;

    Color(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** What the command finds around it. */
  Surroundings surroundings() {
    return surroundings;
  }

  /** Whether the user asked for more. */
  boolean verbose() {
    return verbose;
  }

  /** Whether the user asked for less. */
  boolean quiet() {
    return quiet && !verbose;
  }

  /** Where results for people go. */
  Page page() {
    boolean colours =
        switch (color) {
          case AUTO -> surroundings.terminal() && !surroundings.noColor();
          case ALWAYS -> true;
          case NEVER -> false;
        };
    return new Page(surroundings.out(), surroundings.terminal(), colours);
  }

  /** Says {@code text} beside the result, unless the user asked for quiet. */
  void say(String text) {
    if (!quiet()) {
      surroundings.err().print(text + "\n");
    }
  }

  /** Says why an input cannot be read; answers the exit code. */
  int unreadable(RecordingException e) {
    PrintWriter err = surroundings.err();
    err.print("zpci: " + e.getMessage() + "\n");
    if (verbose) {
      e.printStackTrace(err);
    }
    return Exit.UNREADABLE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command was expected");
  }
}
