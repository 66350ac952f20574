package io.zpci.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page, in the man macros of roff: every command with its arguments, options, defaults
 * and examples, from the model that parses the command line. ASCII, and the same for the same
 * build.
 */
final class ManPage {
  private final Roff roff = new Roff();
  private final CommandSpec top;

  private ManPage(CommandSpec top) {
    this.top = top;
  }

  /**
   * The page.
   *
   * @param line with all commands
   * @throws Exception where the build's own version cannot be read
   */
  static String of(CommandLine line) throws Exception {
    BuildVersion version = new BuildVersion();
    return new ManPage(line.getCommandSpec()).page(version.getVersion()[0], version.date());
  }

  private String page(String version, String date) {
    UsageMessageSpec usage = top.usageMessage();
    roff.comment("Made by: zpci help --man");
    roff.title("ZPCI", "1", date, version);
    roff.section("NAME");
    roff.text("zpci - shows what becomes of a PCI access on s390 on its way to the device");
    roff.section("SYNOPSIS");
    roff.synopsis("zpci", "[OPTION]... COMMAND [ARGUMENT]...");
    roff.section("DESCRIPTION");
    roff.paragraphs(usage.description());
    roff.text("Results go to standard output, all else to standard error.");
    for (Commands.Group group : Commands.GROUPS) {
      roff.section(group.title().toUpperCase(Locale.ROOT));
      for (String name : group.names()) {
        command(Commands.of(top, name).getCommandSpec());
      }
    }
    roff.section("OPTIONS OF EVERY COMMAND");
    for (OptionSpec option : top.options()) {
      option(option);
    }
    roff.section("EXIT STATUS");
    for (Map.Entry<String, String> code : usage.exitCodeList().entrySet()) {
      roff.item(code.getKey());
      roff.text(code.getValue());
    }
    footer("FILES AND ENVIRONMENT", usage.footer());
    roff.section("SEE ALSO");
    roff.text("README.md and docs/ of the project.");
    return roff.toString();
  }

  private void command(CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    roff.subsection("zpci " + command.name());
    roff.synopsis("zpci " + command.name(), synopsis(command));
    roff.paragraphs(usage.description());
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      roff.item(Roff.italic(parameter.paramLabel()));
      roff.paragraphs(parameter.description());
    }
    for (OptionSpec option : command.options()) {
      if (!option.inherited() && !option.usageHelp()) {
        option(option);
      }
    }
    footer(null, usage.footer());
  }

  private void option(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      names.add(Roff.bold(name));
    }
    String value = takesValue(option) ? " " + Roff.italic(option.paramLabel()) : "";
    roff.item(String.join(", ", names) + value);
    roff.paragraphs(option.description());
  }

  /** Options that must be there, that there are others, and the arguments. */
  private static String synopsis(CommandSpec command) {
    List<String> words = new ArrayList<>();
    boolean others = false;
    for (OptionSpec option : command.options()) {
      if (option.required()) {
        words.add(option.longestName() + " " + option.paramLabel() + dots(option));
      } else {
        others |= !option.inherited() && !option.usageHelp();
      }
    }
    if (others) {
      words.addFirst("[OPTION]...");
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String label = parameter.paramLabel();
      words.add((parameter.required() ? label : "[" + label + "]") + dots(parameter));
    }
    return String.join(" ", words);
  }

  private static String dots(ArgSpec argument) {
    boolean list = argument.typeInfo().isCollection();
    return list ? "..." : "";
  }

  /** Whether a value stands behind the option. */
  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** A footer: lines against the margin are text, lines further in are kept as they are. */
  private void footer(@Nullable String section, String... lines) {
    if (section != null) {
      roff.section(section);
    }
    roff.margin();
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        kept.add(line.substring(2));
        continue;
      }
      roff.example(kept);
      kept.clear();
      if (!line.isEmpty()) {
        roff.paragraphs(line);
      }
    }
    roff.example(kept);
  }
}
