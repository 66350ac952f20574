package io.zpci.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text of {@code pci_msg}, taken apart. Source: spec zpci 14.3.
 *
 * @param text as it stands
 * @param verb what was done: {@code add}, {@code ena mio}, {@code uid checking}
 * @param fields what it says, in order; values of {@code fid}, {@code fh}, {@code pec} and {@code
 *     stale} are hex in the text, those of {@code status} where the verb is {@code ces} or {@code
 *     rls}
 */
public record FunctionMessage(String text, String verb, List<Field> fields) {
  private static final Pattern TEXT = Pattern.compile("([a-z]+(?: [a-z]+)?) (fid:.*)");
  private static final Pattern FIELD =
      Pattern.compile(
          "(fid|fh|pec|c|rc|cc|status):(-?[0-9a-f]{1,16})(?: \\(stale ([0-9a-f]{1,8})\\))?");
  private static final Pattern SETTING =
      Pattern.compile("(uid checking|wb bit): ?(?:(-?\\d{1,9})|n\\.a\\.)");
  private static final List<String> VERBS =
      List.of(
          "add",
          "crt",
          "ena",
          "ena mio",
          "dis",
          "dis mio",
          "conf",
          "deconf",
          "rst",
          "reg ioat",
          "unreg ioat",
          "ces",
          "rls",
          "err",
          "avl",
          "rsv",
          "rem",
          "rea");
  private static final int HEX = 16;

  public FunctionMessage {
    fields = List.copyOf(fields);
  }

  /**
   * One value.
   *
   * @param name as the text has it
   * @param value what it says
   */
  public record Field(String name, long value) {}

  /** Takes {@code text} apart; null where it is none of the kernel's. */
  static @Nullable FunctionMessage of(String text) {
    Matcher setting = SETTING.matcher(text);
    if (setting.matches()) {
      return new FunctionMessage(
          text,
          setting.group(1),
          setting.group(2) == null
              ? List.of()
              : List.of(new Field("value", Long.parseLong(setting.group(2)))));
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !VERBS.contains(matcher.group(1))) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    for (String part : matcher.group(2).split(", ", -1)) {
      Matcher field = FIELD.matcher(part);
      if (!field.matches() || !add(fields, matcher.group(1), field)) {
        return null;
      }
    }
    return new FunctionMessage(text, matcher.group(1), fields);
  }

  private static boolean add(List<Field> fields, String verb, Matcher field) {
    String name = field.group(1);
    boolean hex =
        switch (name) {
          case "fid", "fh", "pec" -> true;
          case "status" -> verb.equals("ces") || verb.equals("rls");
          default -> false;
        };
    try {
      fields.add(new Field(name, Long.parseLong(field.group(2), hex ? HEX : 10)));
    } catch (NumberFormatException e) {
      return false;
    }
    if (field.group(3) != null) {
      fields.add(new Field("stale", Long.parseLong(field.group(3), HEX)));
    }
    return true;
  }

  /** The value of {@code name}, where the text has it. */
  public OptionalLong value(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .mapToLong(Field::value)
        .findFirst();
  }

  /** Whether it tells of something that went wrong. */
  public boolean failure() {
    return verb.equals("err") || value("rc").orElse(0) != 0 || value("cc").orElse(0) != 0;
  }
}
