package io.zpci.cli;

import io.zpci.arch.Rule;
import io.zpci.cli.Table.Cell;
import io.zpci.machine.RuleTable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci rules}: what devices ask for and what each hand checks. */
@Command(
    name = "rules",
    description = "Lists the rules of devices and the checks of hands, or shows one.",
    usageHelpAutoWidth = true,
    sortOptions = false)
final class RulesCommand implements Callable<Integer> {
  private static final int CLOSE_ONES = 5;

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      completionCandidates = RuleIds.class,
      description = "A rule's name: R-02, qemu.pcistb.7, vfio.bar.5.")
  private @Nullable String id;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  /** The names of all rules, for completion. */
  static final class RuleIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RuleTable.all().stream().map(Rule::id).distinct().iterator();
    }
  }

  RulesCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Rule> rules = RuleTable.all();
    String wanted = id;
    if (wanted != null) {
      rules = find(rules, wanted);
    }
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        rules.forEach(rule -> json(lines, rule));
      }
    } else if (wanted != null) {
      printEach(top.page(), rules);
    } else {
      print(top.page(), rules);
    }
    return Exit.FINE;
  }

  /** One step of a specification may make several checks, all of its name. */
  private List<Rule> find(List<Rule> rules, String wanted) {
    List<Rule> found = rules.stream().filter(rule -> rule.id().equalsIgnoreCase(wanted)).toList();
    if (!found.isEmpty()) {
      return found;
    }
    throw new ParameterException(
        spec.commandLine(),
        "ID: '" + wanted + "' is not known; close to it are " + close(rules, wanted));
  }

  /** The ids that are nearest to {@code wanted}, the nearest first. */
  static String close(List<Rule> rules, String wanted) {
    return String.join(
        ", ", Spelling.close(rules.stream().map(Rule::id).toList(), wanted, CLOSE_ONES));
  }

  /** A row for each rule. */
  static void print(Page page, List<Rule> rules) {
    Table table = new Table().text("rule").text("confidence").text("reaction").text("statement");
    for (Rule rule : rules) {
      table.row(
          Cell.of(rule.id() + (rule.unverified() == null ? "" : " (u)")),
          Cell.of(word(rule.confidence())),
          Cell.of(word(rule.reaction())),
          Cell.of(rule.statement()));
    }
    table.print(page);
    if (rules.stream().anyMatch(rule -> rule.unverified() != null)) {
      page.line("(u) unverified: zpci rules ID says why");
    }
  }

  /** A line for each thing that is known of each rule. */
  static void printEach(Page page, List<Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      if (i > 0) {
        page.line();
      }
      print(page, rules.get(i));
    }
  }

  private static void print(Page page, Rule rule) {
    Table table = new Table().text("").text("");
    table.row(new Cell("rule", Ink.BOLD), Cell.of(rule.id()));
    table.row(new Cell("statement", Ink.BOLD), Cell.of(rule.statement()));
    table.row(new Cell("evidence", Ink.BOLD), Cell.of(rule.evidence()));
    table.row(new Cell("confidence", Ink.BOLD), Cell.of(word(rule.confidence())));
    table.row(new Cell("reaction", Ink.BOLD), Cell.of(word(rule.reaction())));
    String unverified = rule.unverified();
    if (unverified != null) {
      table.row(new Cell("unverified", Ink.BOLD), Cell.of(unverified));
    }
    table.printRows(page, "");
  }

  /** One object for a rule. */
  static void json(JsonLines lines, Rule rule) {
    lines.object(json ->
        json.field("id", rule.id())
            .field("statement", rule.statement())
            .field("evidence", rule.evidence())
            .field("confidence", word(rule.confidence()))
            .field("reaction", word(rule.reaction()))
            .field("unverified", rule.unverified()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
