package io.zpci.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion script for bash, 4.0 or later. It needs nothing else, bash-completion neither, and
 * knows {@code --option value} and {@code --option=value}.
 */
final class BashCompletion {
  /** What a value is when nothing is known of it: bash offers nothing. */
  private static final String FREE = "-";

  /** Stands among words for paths. */
  private static final String FILES = "<files>";

  private static final String HEAD =
      """
      # Completion of zpci for bash. Made by: zpci completion bash
      # shellcheck shell=bash

      # _zpci_options COMMAND: the options of a command; without one, those of zpci itself.
      _zpci_options() {
        case $1 in
      """;

  private static final String VALUES =
      """
        esac
      }

      # _zpci_values COMMAND OPTION-OR-POSITION: the words that may stand there; <files> are paths, - is anything.
      # Prints nothing and fails where nothing stands there, as behind an option without a value.
      _zpci_values() {
        case $1:$2 in
      """;

  private static final String TAIL =
      """
          *) return 1 ;;
        esac
      }

      _zpci() {
        local cur=${COMP_WORDS[COMP_CWORD]} last='' command='' at=0 i word values
        COMPREPLY=()
        # Bash parts words at =, too: --option=value comes as three.
        [[ $cur == '=' ]] && cur=''
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          [[ $word == '=' ]] && continue
          if [[ -n $last ]]; then
            last=''
          elif [[ $word == -?* ]]; then
            _zpci_values "$command" "$word" >/dev/null && last=$word
          elif [[ -z $command ]]; then
            command=$word
          else
            ((at++))
          fi
        done
        if [[ -z $last && $cur == -* ]]; then
          mapfile -t COMPREPLY < <(compgen -W "$(_zpci_options "$command")" -- "$cur")
          return
        fi
        [[ -n $last ]] || last=$at
        [[ -n $command || $last == -* ]] || last='command'
        values=$(_zpci_values "$command" "$last") || return
        if [[ $values == *'<files>'* ]]; then
          compopt -o filenames
          mapfile -t COMPREPLY < <(compgen -f -- "$cur")
          values=${values//<files>/}
        fi
        [[ $values == - ]] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$values" -- "$cur")
      }

      complete -F _zpci zpci
      """;

  private final StringBuilder options = new StringBuilder();

  /** From values to the places where they may stand. */
  private final Map<String, List<String>> places = new LinkedHashMap<>();

  private BashCompletion() {}

  /** The script for {@code top} with all its commands. */
  static String of(CommandSpec top) {
    BashCompletion completion = new BashCompletion();
    completion.place(":command", String.join(" ", Commands.names()));
    completion.add("''", top);
    for (Map.Entry<String, CommandLine> command : top.subcommands().entrySet()) {
      completion.add(command.getKey(), command.getValue().getCommandSpec());
    }
    StringBuilder script = new StringBuilder(HEAD).append(completion.options).append(VALUES);
    completion.places.forEach((values, at) ->
        script
            .append("    ")
            .append(String.join(" | ", at))
            .append(") echo '")
            .append(values)
            .append("' ;;\n"));
    return script.append(TAIL).toString();
  }

  private void add(String name, CommandSpec command) {
    String prefix = name.equals("''") ? "" : name;
    List<String> all = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      for (String each : option.names()) {
        all.add(each);
        if (ManPage.takesValue(option)) {
          place(prefix + ":" + each, values(option));
        }
      }
    }
    options.append("    ").append(name).append(") echo '").append(String.join(" ", all));
    options.append("' ;;\n");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      int first = parameter.index().min();
      boolean many = parameter.arity().max() > 1 || parameter.typeInfo().isCollection();
      place(prefix + ":" + (many ? "*[0-9]" : String.valueOf(first)), values(parameter));
    }
  }

  private void place(String at, String values) {
    places.computeIfAbsent(values, _ -> new ArrayList<>()).add(at);
  }

  private static String values(ArgSpec argument) {
    Choice choice = Choice.of(argument);
    List<String> words = new ArrayList<>(choice.words());
    if (choice.files()) {
      words.add(FILES);
    }
    return words.isEmpty() ? FREE : String.join(" ", words);
  }
}
