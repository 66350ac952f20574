package io.zpci.bench;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of ratios, for people and for programs. */
final class ReportWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORM = "%-36s  %6s  %5s  %5s  %-4s  %s%n";

  /** What stands for a goal that is met by the ratio alone. */
  private static final String BARELY = "yes*";

  /** More digits for what would be 0.00. */
  private static final double TINY = 0.01;

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
        met(row),
        row.what());
  }

  /** What stands below the table: empty, or what its marks mean. */
  static String foot(List<Row> rows) {
    return rows.stream().anyMatch(Row::barelyMet)
        ? BARELY + ": met by the ratio, not by the whole of its spread%n".formatted()
        : "";
  }

  private static String met(Row row) {
    if (row.met() == null) {
      return "";
    }
    if (row.barelyMet()) {
      return BARELY;
    }
    return row.met() ? "yes" : "no";
  }

  private static String number(double number) {
    String form = number >= 100 ? "%.0f" : number > 0 && number < TINY ? "%.4f" : "%.2f";
    return String.format(Locale.ROOT, form, number);
  }

  /** The rows as JSON, with what they were measured on. */
  static String json(Surroundings surroundings, boolean quick, List<Row> rows) {
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
      each.put("kind", row.kind().name().toLowerCase(Locale.ROOT));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }
}
