package io.zpci.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The completion script for zsh, with what each command and option does beside it. */
final class ZshCompletion {
  private static final Pattern SENTENCE = Pattern.compile("(.*?)([.;:]( .*|$))");

  private final StringBuilder out = new StringBuilder();

  private ZshCompletion() {}

  /** The script for {@code top} with all its commands. */
  static String of(CommandSpec top) {
    ZshCompletion completion = new ZshCompletion();
    completion.script(top);
    return completion.out.toString();
  }

  private void script(CommandSpec top) {
    line("#compdef zpci");
    line("# Completion of zpci for zsh. Made by: zpci completion zsh");
    line("");
    line("_zpci_commands() {");
    line("  local -a commands");
    for (Commands.Group group : Commands.GROUPS) {
      line("  commands=(");
      for (String name : group.names()) {
        UsageMessageSpec usage = Commands.of(top, name).getCommandSpec().usageMessage();
        line("    " + quoted(name.replace(":", "\\:") + ":" + start(usage.description())));
      }
      line("  )");
      line(
          "  _describe -t " + group.names().getFirst() + " " + quoted(group.title()) + " commands");
    }
    line("}");
    line("");
    line("_zpci() {");
    line("  local curcontext=$curcontext state line");
    line("  typeset -A opt_args");
    line("  _arguments -C \\");
    for (OptionSpec option : top.options()) {
      line("    " + option(option) + " \\");
    }
    line("    '1:command:_zpci_commands' \\");
    line("    '*::argument:->argument' && return");
    line("  [[ $state == argument ]] || return 1");
    line("  case $words[1] in");
    for (String name : Commands.names()) {
      line("    " + name + ")");
      arguments(Commands.of(top, name).getCommandSpec());
      line("      ;;");
    }
    line("    *) return 1 ;;");
    line("  esac");
    line("}");
    line("");
    // Loaded by compinit the file is the function's body; sourced it has to announce itself.
    line("if [[ $funcstack[1] == _zpci ]]; then");
    line("  _zpci \"$@\"");
    line("else");
    line("  compdef _zpci zpci");
    line("fi");
  }

  private void arguments(CommandSpec command) {
    List<String> all = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      all.add(option(option));
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      boolean many = parameter.arity().max() > 1 || parameter.typeInfo().isCollection();
      String place = many ? "*" : String.valueOf(parameter.index().min() + 1);
      all.add(quoted(place + ":" + value(parameter)));
    }
    line("      _arguments \\");
    for (int i = 0; i < all.size(); i++) {
      line("        " + all.get(i) + (i < all.size() - 1 ? " \\" : ""));
    }
  }

  /** One option by all its names: {@code '(-v --verbose)'{-v,--verbose}'[Say more]'}. */
  private static String option(OptionSpec option) {
    List<String> names = List.of(option.names());
    boolean repeats = option.typeInfo().isCollection();
    String text = "[" + inBrackets(start(option.description())) + "]";
    if (ManPage.takesValue(option)) {
      text += ":" + value(option);
    }
    List<String> spelled = new ArrayList<>();
    for (String name : names) {
      // Behind a long name the value may also stand after =.
      spelled.add(ManPage.takesValue(option) && name.startsWith("--") ? name + "=" : name);
    }
    String exclusive = repeats ? "*" : "(" + String.join(" ", names) + ")";
    String shown = spelled.size() == 1 ? spelled.getFirst() : "{" + String.join(",", spelled) + "}";
    return spelled.size() == 1
        ? quoted(exclusive + shown + text)
        : quoted(exclusive) + shown + quoted(text);
  }

  /** What stands behind the colon of a place: its label, and what may stand there. */
  private static String value(ArgSpec argument) {
    Choice choice = Choice.of(argument);
    String label = argument.paramLabel().replaceAll("[:\\[\\]]", " ").strip();
    if (choice.words().isEmpty()) {
      return label + ":" + (choice.files() ? "_files" : " ");
    }
    String words = String.join(" ", choice.words());
    return label
        + ":"
        + (choice.files()
            ? "{ _alternative \"words:" + label + ":(" + words + ")\" \"files:file:_files\" }"
            : "(" + words + ")");
  }

  /** The first sentence, or its first half: one line beside a name. */
  private static String start(String... description) {
    String first = description.length == 0 ? "" : description[0];
    Matcher sentence = SENTENCE.matcher(first);
    return sentence.matches() ? sentence.group(1) : first;
  }

  private static String inBrackets(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
