package io.zpci.scenario;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lines of YAML, two blanks a level, and the scalars in them. */
final class YamlLines {
  /** Longer lists stand one value a line. */
  private static final int WIDTH = 100;

  /** What needs no quotes, in a flow or out of it, whatever reads it. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./+(][A-Za-z0-9_./+() ;=-]*(?<! )");

  private static final Set<String> NULLS = Set.of("null", "~");

  private final StringBuilder lines = new StringBuilder();

  /** A line; {@code level} counts from 0. */
  void line(int level, String text) {
    lines.repeat("  ", level).append(text).append('\n');
  }

  /** A field. */
  void scalar(int level, String name, String value) {
    line(level, name + ": " + text(value));
  }

  /** A field that is a list, in one line where it fits. */
  void list(int level, String name, List<String> values) {
    String flow = name + ": " + flow(values);
    if (flow.length() <= WIDTH) {
      line(level, flow);
      return;
    }
    line(level, name + ":");
    values.forEach(value -> line(level + 1, "- " + text(value)));
  }

  /** A fact of an expectation; the first one begins the item. */
  void item(int level, boolean first, String fact, Expected expected) {
    String lead = first ? "- " : "  ";
    switch (expected) {
      case Expected.Is(List<String> values) when values.size() == 1 ->
          line(level, lead + fact + ": " + text(values.getFirst()));
      case Expected.Is(List<String> values) -> {
        String flow = fact + ": " + flow(values);
        if (flow.length() <= WIDTH) {
          line(level, lead + flow);
        } else {
          line(level, lead + fact + ":");
          values.forEach(value -> line(level + 2, "- " + text(value)));
        }
      }
      case Expected.Any(List<String> values) ->
          line(level, lead + fact + ": {any: " + flow(values) + "}");
      case Expected.Not(List<String> values) ->
          line(level, lead + fact + ": {not: " + oneOrList(values) + "}");
      case Expected.Contains(List<String> texts) ->
          line(level, lead + fact + ": {contains: " + oneOrList(texts) + "}");
    }
  }

  /** A list in one line. */
  static String flow(List<String> values) {
    return values.stream().map(YamlLines::text).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A mapping in one line. */
  static String flow(Map<String, List<String>> fields) {
    return fields.entrySet().stream()
        .map(each -> each.getKey() + ": " + oneOrList(each.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String oneOrList(List<String> values) {
    return values.size() == 1 ? text(values.getFirst()) : flow(values);
  }

  /** A scalar, in quotes where it needs them. */
  static String text(String value) {
    if (PLAIN.matcher(value).matches() && !NULLS.contains(value.toLowerCase(Locale.ROOT))) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
