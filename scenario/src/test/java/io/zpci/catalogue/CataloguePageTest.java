package io.zpci.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.catalogue.Entry.State.Alias;
import io.zpci.catalogue.Entry.State.NotModelled;
import io.zpci.catalogue.Entry.State.OwnScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/catalogue.md is the catalogue. With {@code -Dzpci.docs.write=true} it is
 * rewritten.
 */
class CataloguePageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ""), "..", "docs", "catalogue.md");
  private static final String START = "<!-- catalogue -->\n";
  private static final String END = "<!-- end of catalogue -->\n";

  @Test
  void thePageIsTheCatalogue() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(START) + START.length();
    int end = page.indexOf(END);
    assertTrue(start >= START.length() && end >= start, "the marks of the table were expected");
    String table = table(Catalogue.entries());
    if (Boolean.getBoolean("zpci.docs.write")) {
      Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
    } else {
      assertEquals(table, page.substring(start, end));
    }
  }

  private static String table(List<Entry> entries) {
    StringBuilder table = new StringBuilder();
    long scenarios = entries.stream().filter(each -> each.state() instanceof OwnScenario).count();
    long aliases = entries.stream().filter(each -> each.state() instanceof Alias).count();
    table.append(
        "%nOf the 69 rows %d have a scenario, %d are aliases, %d are not modelled.%n%n"
            .formatted(
                scenarios - 1, // the seed is no row
                aliases,
                entries.size() - scenarios - aliases));
    table.append("| id | what one sees | why | who has it | who does not | here |\n");
    table.append("|---|---|---|---|---|---|\n");
    for (Entry each : entries) {
      String fine = each.fine();
      table.append(
          "| %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  each.id(),
                  cell(each.symptom()),
                  cell(each.cause()),
                  cell(each.fails()),
                  fine == null ? "" : cell(fine),
                  here(each)));
    }
    return table.append('\n').toString();
  }

  private static String here(Entry entry) {
    return switch (entry.state()) {
      case OwnScenario _ ->
          "[scenario](../scenario/src/main/resources/io/zpci/catalogue/%s.yaml)"
              .formatted(entry.id());
      case Alias(String of) -> "as " + of;
      case NotModelled(String why) -> "not modelled: " + cell(why);
    };
  }

  /** Underscores of names would begin emphasis. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("_", "\\_");
  }
}
