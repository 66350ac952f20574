package io.zpci.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One choice of a version record. A record's components are its choices, so that a new one shows by
 * itself; a record inside a record has its choices listed behind its own name.
 *
 * @param name as the record spells it: {@code sizeRule}, {@code vfio.barWidth}
 * @param value a text, number, truth or enum constant
 */
record Switch(String name, Object value) {

  /** Every choice of {@code version}, in the order of its record. */
  static List<Switch> of(Record version) {
    List<Switch> switches = new ArrayList<>();
    collect("", version, switches);
    return switches;
  }

  private static void collect(String prefix, Record version, List<Switch> switches) {
    for (RecordComponent component : version.getClass().getRecordComponents()) {
      Object value = value(component, version);
      String name = prefix + component.getName();
      if (value instanceof Record inner) {
        collect(name + ".", inner, switches);
      } else {
        switches.add(new Switch(name, value));
      }
    }
  }

  private static Object value(RecordComponent component, Record version) {
    try {
      return component.getAccessor().invoke(version);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  /** The name in words: {@code size rule}, {@code vfio: bar width}. */
  String label() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '.') {
        words.append(": ");
      } else if (Character.isUpperCase(letter)) {
        words.append(' ').append(Character.toLowerCase(letter));
      } else {
        words.append(letter);
      }
    }
    return words.toString();
  }

  /** The value for people: addresses and masks in hex, {@code yes} and {@code no}. */
  String text() {
    return switch (value) {
      case Boolean truth -> truth ? "yes" : "no";
      case Enum<?> constant -> word(constant);
      case Long number -> "0x" + Long.toHexString(number);
      case Integer number when name.endsWith("Mask") -> "0x" + Integer.toHexString(number);
      default -> value.toString();
    };
  }

  /** Writes the choice as a field. */
  void json(JsonLines json) {
    switch (value) {
      case Boolean truth -> json.field(name, truth);
      case Enum<?> constant -> json.field(name, word(constant));
      case Long number -> json.unsigned(name, number);
      case Integer number -> json.field(name, number.longValue());
      default -> json.field(name, value.toString());
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
