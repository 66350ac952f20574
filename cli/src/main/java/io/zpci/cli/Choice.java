package io.zpci.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What may stand in the place of an argument.
 *
 * @param words that it can be
 * @param files whether it can be a path
 */
record Choice(List<String> words, boolean files) {
  /** What labels call a path. */
  private static final Pattern PATH = Pattern.compile("\\b(FILE|DIR|PATH|SOCKET)\\b");

  /** A label that is a list of words: {@code be|le}. */
  private static final Pattern ALTERNATIVES = Pattern.compile("[a-z0-9]+(\\|[a-z0-9]+)+");

  private static final String ALL = "all";

  Choice {
    words = List.copyOf(words);
  }

  /**
   * What {@code argument} takes: the words of its converter, those it brings for completion, or
   * those that its label lists.
   */
  static Choice of(ArgSpec argument) {
    String label = argument.paramLabel();
    boolean files = PATH.matcher(label).find();
    List<String> words = new ArrayList<>();
    for (ITypeConverter<?> converter : argument.converters()) {
      if (converter instanceof Words known) {
        words.addAll(known.words());
        if (!label.endsWith("|" + ALL)) {
          words.remove(ALL);
        }
        return new Choice(words, files);
      }
    }
    if (ALTERNATIVES.matcher(label).matches()) {
      return new Choice(List.of(label.split("\\|", -1)), files);
    }
    // Those of an enum are the names of its constants, which no command line takes.
    if (argument.completionCandidates() != null && !argument.type().isEnum()) {
      argument.completionCandidates().forEach(words::add);
    }
    return new Choice(words, files);
  }
}
