package io.zpci.recording;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One line of a recording, or an object inside it, with accessors that fail in one clear sentence.
 * Numbers stand as JSON numbers or as hex strings ({@code "0x1000"}); both are read everywhere.
 *
 * @param file for messages
 * @param number of the line, from 1
 * @param node the JSON object
 */
public record Line(String file, int number, JsonNode node) {
  /** Whether {@code field} is there and not null. */
  public boolean has(String field) {
    return node.has(field) && !node.get(field).isNull();
  }

  /** The text in {@code field}. */
  public String text(String field) {
    JsonNode value = required(field);
    if (!value.isString()) {
      throw bad(field, "text", value);
    }
    return value.stringValue();
  }

  /** The text in {@code field}, or {@code otherwise} where it is absent. */
  public String text(String field, String otherwise) {
    return has(field) ? text(field) : otherwise;
  }

  /** The number in {@code field}: a JSON integer, or a string in hex with 0x; up to 64 bits. */
  public long number(String field) {
    JsonNode value = required(field);
    if (value.isString()) {
      String text = value.stringValue();
      if (text.startsWith("0x") && text.length() > 2 && text.length() <= 18) {
        try {
          return Long.parseUnsignedLong(text.substring(2), 16);
        } catch (NumberFormatException e) {
          throw bad(field, "a number", value);
        }
      }
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    } else if (value.isIntegralNumber()
        && value.bigIntegerValue().signum() > 0
        && value.bigIntegerValue().bitLength() <= Long.SIZE) {
      return value.bigIntegerValue().longValue();
    }
    throw bad(field, "a number", value);
  }

  /** The number in {@code field}, or {@code otherwise} where it is absent. */
  public long number(String field, long otherwise) {
    return has(field) ? number(field) : otherwise;
  }

  /** The number in {@code field}, which must lie in {@code [low, high]}. */
  public int number(String field, int low, int high) {
    long value = number(field);
    if (value < low || value > high) {
      throw bad(field, "a number from " + low + " to " + high, node.get(field));
    }
    return (int) value;
  }

  /** The number of 32 bits, without sign, in {@code field}. */
  public int word(String field) {
    long value = number(field);
    if (value >>> Integer.SIZE != 0) {
      throw bad(field, "a number of 32 bits", node.get(field));
    }
    return (int) value;
  }

  /** The number of 32 bits in {@code field}, or {@code otherwise} where it is absent. */
  public int word(String field, int otherwise) {
    return has(field) ? word(field) : otherwise;
  }

  /** The boolean in {@code field}; absent is false; 0 and 1 are read too. */
  public boolean flag(String field) {
    if (!has(field)) {
      return false;
    }
    JsonNode value = node.get(field);
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return number(field, 0, 1) == 1;
  }

  /** The bytes in {@code field}, written as hex, in memory order. */
  public byte[] bytes(String field) {
    String text = text(field);
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw bad(field, "an even number of hex digits", node.get(field));
    }
  }

  /** The object in {@code field}. */
  public Line object(String field) {
    JsonNode value = required(field);
    if (!value.isObject()) {
      throw bad(field, "an object", value);
    }
    return new Line(file, number, value);
  }

  /** The objects in the array {@code field}. */
  public List<Line> objects(String field) {
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw bad(field, "an array", value);
    }
    List<Line> objects = new ArrayList<>(value.size());
    for (JsonNode element : value) {
      if (!element.isObject()) {
        throw bad(field, "an array of objects", value);
      }
      objects.add(new Line(file, number, element));
    }
    return objects;
  }

  /** The names of all fields, in order. */
  public List<String> fields() {
    return List.copyOf(node.propertyNames());
  }

  /** A complaint about this line. */
  public RecordingException bad(String message) {
    return new RecordingException(file, number, message);
  }

  private RecordingException bad(String field, String expected, JsonNode got) {
    return bad("\"" + field + "\": " + expected + " was expected, got " + got);
  }

  private JsonNode required(String field) {
    if (!has(field)) {
      throw bad("\"" + field + "\" is missing");
    }
    return node.get(field);
  }
}
