package io.zpci.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link ReportWriter} wrote. A file that it cannot use is one line. */
final class ReportReader {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPECTED = "what zpci-bench --json writes was expected";

  private final Path file;

  private ReportReader(Path file) {
    this.file = file;
  }

  /**
   * A run as it was written.
   *
   * @param quick whether it was a quick run
   * @param busy whether the machine had too much else to do
   * @param cpu what it was measured on; empty where the file does not say
   * @param jdk the JDK's version; empty where the file does not say
   * @param rows at least one
   */
  record Written(boolean quick, boolean busy, String cpu, String jdk, List<Row> rows) {
    Written {
      rows = List.copyOf(rows);
    }

    /**
     * What it was measured on, where that is not {@code here}, or was busy: ratios move with it.
     */
    Optional<String> elsewhere(Surroundings here) {
      List<String> other = new ArrayList<>();
      if (!cpu.isEmpty() && !cpu.equals(here.cpu())) {
        other.add("another CPU, " + cpu);
      }
      if (!jdk.isEmpty() && !jdk.equals(here.jdk())) {
        other.add("another JDK, " + jdk);
      }
      if (busy) {
        other.add("a machine that was busy with something else");
      }
      return other.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", other));
    }
  }

  /**
   * Reads {@code file}.
   *
   * @throws CommandException where it is no such file: one line that says what was expected
   */
  static Written read(Path file) {
    return new ReportReader(file).read();
  }

  private Written read() {
    JsonNode all = tree();
    if (!all.path("rows").isArray()) {
      throw refused(EXPECTED + ": an object with rows");
    }
    List<Row> rows = rows(all.path("rows"));
    if (rows.isEmpty()) {
      throw refused("has no rows: there is nothing to compare with");
    }
    return new Written(
        flag(all, "quick"),
        flag(all, "busy"),
        all.path("cpu").asString(""),
        all.path("jdk").asString(""),
        rows);
  }

  private JsonNode tree() {
    if (Files.isDirectory(file)) {
      throw refused("is a folder; " + EXPECTED);
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw refused(CommandException.why(e) + "; " + EXPECTED);
    } catch (JacksonException e) {
      // Its own message shows the source, over several lines.
      throw refused("no JSON from line " + e.getLocation().getLineNr() + " on; " + EXPECTED);
    }
  }

  private boolean flag(JsonNode all, String name) {
    JsonNode value = all.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refused(name + ": true or false was expected, got " + shown(value));
    }
    return value.asBoolean(false);
  }

  private List<Row> rows(JsonNode list) {
    List<Row> rows = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode each : list) {
      String at = "row " + (rows.size() + 1);
      JsonNode name = each.path("name");
      if (!name.isString()) {
        throw refused(at + ": a name was expected, got " + shown(name));
      }
      if (!names.add(name.stringValue())) {
        throw refused(at + ": a name of its own was expected, got " + shown(name) + " again");
      }
      String where = at + ", " + name.stringValue();
      JsonNode goal = each.path("goal");
      rows.add(
          new Row(
              name.stringValue(),
              each.path("what").asString(""),
              number(where, each, "ratio"),
              number(where, each, "low"),
              number(where, each, "high"),
              goal.isMissingNode() || goal.isNull() ? null : (Double) number(where, each, "goal"),
              kind(where, each.path("kind"))));
    }
    return rows;
  }

  private double number(String where, JsonNode row, String field) {
    JsonNode value = row.path(field);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(where + ", " + field + ": a number was expected, got " + shown(value));
    }
    return value.doubleValue();
  }

  /** Files of before there were kinds have none: it is the later run's that counts. */
  private Row.Kind kind(String where, JsonNode value) {
    for (Row.Kind kind : Row.Kind.values()) {
      if (value.isMissingNode()
          || kind.name().toLowerCase(Locale.ROOT).equals(value.asString(""))) {
        return kind;
      }
    }
    throw refused(where + ", kind: ratio, count or told was expected, got " + shown(value));
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }

  private CommandException refused(String why) {
    return CommandException.unusable(file + ": " + why);
  }
}
