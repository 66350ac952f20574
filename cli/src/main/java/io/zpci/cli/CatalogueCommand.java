package io.zpci.cli;

import io.zpci.catalogue.Catalogue;
import io.zpci.catalogue.Entry;
import io.zpci.catalogue.Entry.State;
import io.zpci.catalogue.Entry.State.Alias;
import io.zpci.catalogue.Entry.State.NotModelled;
import io.zpci.catalogue.Entry.State.OwnScenario;
import io.zpci.cli.Table.Cell;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci catalogue}: the known failures of passthrough, and what the model shows of them. */
@Command(
    name = "catalogue",
    description = {
      "Lists the known failures of PCI passthrough on s390, or shows some.",
      "A failure is a scenario that zpci run runs, an alias of another row, or not modelled."
    },
    footer = {"", "Examples:", "  zpci catalogue", "  zpci catalogue g.2 Q-2"},
    usageHelpAutoWidth = true,
    sortOptions = false)
final class CatalogueCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      completionCandidates = ScenarioFiles.AllIds.class,
      description = "Rows of the tables: g.1 to g.38, L-1 to L-18, Q-1 to Q-13; default all.")
  private List<String> ids = List.of();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  CatalogueCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Entry> entries =
        ids.isEmpty()
            ? Catalogue.rows()
            : ids.stream().map(id -> ScenarioFiles.entry(id, spec.commandLine())).toList();
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        entries.forEach(entry -> json(lines, entry));
      }
    } else if (ids.isEmpty()) {
      print(top.page(), entries);
    } else {
      printEach(top.page(), entries);
    }
    return Exit.FINE;
  }

  /** A row for each entry. */
  static void print(Page page, List<Entry> entries) {
    Table table = new Table().text("id").text("state").text("symptom");
    for (Entry entry : entries) {
      table.row(
          new Cell(entry.id(), Ink.BOLD),
          new Cell(shortly(entry.state()), ink(entry.state())),
          Cell.of(entry.symptom()));
    }
    table.print(page);
    long own = count(entries, OwnScenario.class);
    long aliases = entries.stream().filter(entry -> runs(entry.state())).count() - own;
    page.line(
        "%d rows: %d scenarios, %d aliases of them, %d not modelled"
            .formatted(entries.size(), own, aliases, entries.size() - own - aliases));
    page.line("zpci catalogue ID shows one, zpci run ID runs it");
  }

  /** A line for each thing that is known of each entry. */
  static void printEach(Page page, List<Entry> entries) {
    boolean apart = false;
    for (Entry entry : entries) {
      if (apart) {
        page.line();
      }
      apart = true;
      Table table = new Table().text("").text("");
      row(table, "id", entry.id());
      row(table, "symptom", entry.symptom());
      row(table, "cause", entry.cause());
      row(table, "fails", entry.fails());
      row(table, "fine", entry.fine());
      row(table, "source", String.join("; ", entry.sources()));
      row(table, "state", atLength(entry));
      table.printRows(page, "");
    }
  }

  private static void row(Table table, String name, @Nullable String value) {
    if (value != null) {
      table.row(new Cell(name, Ink.BOLD), Cell.of(value));
    }
  }

  /** Whether {@code zpci run} runs it: an alias of what is not modelled does not run. */
  private static boolean runs(State state) {
    return switch (state) {
      case OwnScenario() -> true;
      case Alias(String of) ->
          Catalogue.entry(of).map(entry -> entry.state() instanceof OwnScenario).orElse(false);
      case NotModelled(_) -> false;
    };
  }

  private static long count(List<Entry> entries, Class<? extends State> state) {
    return entries.stream().filter(entry -> state.isInstance(entry.state())).count();
  }

  private static String shortly(State state) {
    return switch (state) {
      case OwnScenario(), NotModelled(_) -> state.word();
      case Alias(String of) -> state.word() + " of " + of;
    };
  }

  private static String atLength(Entry entry) {
    return switch (entry.state()) {
      case OwnScenario() -> "scenario: zpci run " + entry.id();
      case Alias(String of) -> "alias of " + of + ": zpci run " + entry.id();
      case NotModelled(String why) -> "not modelled: " + why;
    };
  }

  private static Ink ink(State state) {
    return runs(state) ? Ink.GREEN : Ink.DIM;
  }

  /** One object for an entry. */
  static void json(JsonLines lines, Entry entry) {
    lines.object(json ->
        json.field("id", entry.id())
            .field("state", entry.state().word())
            .field("alias", entry.state() instanceof Alias(String of) ? of : null)
            .field("why", entry.state() instanceof NotModelled(String why) ? why : null)
            .field("symptom", entry.symptom())
            .field("cause", entry.cause())
            .field("fails", entry.fails())
            .field("fine", entry.fine())
            .texts("sources", entry.sources()));
  }
}
