package io.zpci.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of ratios, for people and for programs. */
final class ReportWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORM = "%-36s  %6s  %5s  %5s  %-4s  %s%n";

  private ReportWriter() {}

  /** The head of the table. */
  static String head() {
    return FORM.formatted("name", "ratio", "+-", "goal", "met", "what")
        + FORM.formatted("-".repeat(36), "-".repeat(6), "-----", "-----", "----", "-".repeat(40));
  }

  /** One line of it. */
  static String line(Row row) {
    return String.format(
        Locale.ROOT,
        FORM,
        row.name(),
        number(row.ratio()),
        row.spread() == 0 ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * row.spread()),
        row.goal() == null ? "" : number(row.goal()),
        row.met() == null ? "" : row.met() ? "yes" : "no",
        row.what());
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, number >= 100 ? "%.0f" : "%.2f", number);
  }

  /** Writes the rows, with what they were measured on. */
  static void json(Path file, Surroundings surroundings, boolean quick, List<Row> rows)
      throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("cpu", surroundings.cpu())
        .put("cpus", surroundings.cpus())
        .put("jdk", surroundings.jdk())
        .put("load", surroundings.load())
        .put("others", surroundings.others())
        .put("busy", surroundings.busy())
        .put("quick", quick);
    ArrayNode list = all.putArray("rows");
    for (Row row : rows) {
      ObjectNode each = list.addObject();
      each.put("name", row.name()).put("what", row.what()).put("ratio", row.ratio());
      each.put("low", row.low()).put("high", row.high()).put("spread", row.spread());
      each.put("goal", row.goal());
      each.put("met", row.met());
    }
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
  }

  /**
   * What {@link #json} wrote.
   *
   * @param quick whether it was a quick run
   */
  record Written(boolean quick, List<Row> rows) {
    Written {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Reads a file that {@link #json} wrote.
   *
   * @throws IllegalArgumentException where it is no such file: one line that says why
   */
  static Written read(Path file) {
    JsonNode all;
    try {
      all = JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    }
    return new Written(all.path("quick").asBoolean(false), rows(file, all.path("rows")));
  }

  private static List<Row> rows(Path file, JsonNode list) {
    if (!list.isArray()) {
      throw new IllegalArgumentException(file + ": what zpci-bench --json writes was expected");
    }
    List<Row> rows = new ArrayList<>();
    for (JsonNode each : list) {
      JsonNode goal = each.path("goal");
      if (!each.path("name").isString() || !each.path("ratio").isNumber()) {
        throw new IllegalArgumentException(
            file + ": row " + (rows.size() + 1) + ": a name and a ratio were expected");
      }
      double ratio = each.path("ratio").doubleValue();
      rows.add(
          new Row(
              each.path("name").stringValue(),
              each.path("what").asString(""),
              ratio,
              each.path("low").asDouble(ratio),
              each.path("high").asDouble(ratio),
              goal.isNumber() ? (Double) goal.doubleValue() : null));
    }
    return rows;
  }
}
