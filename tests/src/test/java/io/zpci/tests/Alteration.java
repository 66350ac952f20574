package io.zpci.tests;

import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Other values for the fields of a recording. Each method puts a value that differs from the one
 * that stands there, and tells whether the field may hold it.
 */
final class Alteration {
  private static final HexFormat HEX = HexFormat.of();

  private Alteration() {}

  /** The number in {@code field}, spelled either way. */
  static long number(ObjectNode object, String field) {
    JsonNode value = object.get(field);
    return value.isString()
        ? Long.parseUnsignedLong(value.stringValue().substring(2), 16)
        : value.longValue();
  }

  /** The bytes in {@code field}. */
  static byte[] bytes(ObjectNode object, String field) {
    return HEX.parseHex(object.get(field).stringValue());
  }

  /** Another number; allowed are those from {@code low} to {@code high}. */
  static boolean number(
      ObjectNode object, String field, long low, long high, RandomGenerator random) {
    long old = number(object, field);
    long other =
        switch (random.nextInt(5)) {
          case 0 -> old + 1;
          case 1 -> old - 1;
          case 2 -> old ^ 1L << random.nextInt(8);
          case 3 -> old ^ 1L << random.nextInt(Long.SIZE);
          default -> old ^ 1 + random.nextLong(Long.MAX_VALUE);
        };
    if (object.get(field).isString()) {
      object.put(field, "0x" + Long.toHexString(other));
    } else {
      object.put(field, other);
    }
    return low <= other && other <= high;
  }

  /** Another number of any size. */
  static boolean anyNumber(ObjectNode object, String field, RandomGenerator random) {
    return number(object, field, Long.MIN_VALUE, Long.MAX_VALUE, random);
  }

  /** Other bytes: one of them changed, or one less, or one more. Whether they are as many. */
  static boolean bytes(ObjectNode object, String field, RandomGenerator random) {
    byte[] old = bytes(object, field);
    if (old.length > 0 && random.nextInt(4) > 0) {
      return byteAt(object, field, random.nextInt(old.length), random);
    }
    String text = HEX.formatHex(old);
    boolean more = old.length == 0 || random.nextBoolean();
    String byteMore = HEX.toHexDigits((byte) random.nextInt());
    object.put(field, more ? text + byteMore : text.substring(2));
    return false;
  }

  /** Another byte at {@code index}. */
  static boolean byteAt(ObjectNode object, String field, int index, RandomGenerator random) {
    byte[] bytes = bytes(object, field);
    bytes[index] ^= (byte) random.nextInt(1, 256);
    object.put(field, HEX.formatHex(bytes));
    return true;
  }

  /** Another word of {@code words}. */
  static boolean word(ObjectNode object, String field, List<String> words, RandomGenerator random) {
    String old = object.get(field).asString("");
    List<String> others = words.stream().filter(each -> !each.equals(old)).toList();
    object.put(field, others.get(random.nextInt(others.size())));
    return true;
  }

  /** The other truth value. */
  static boolean flag(ObjectNode object, String field) {
    object.put(field, !object.get(field).booleanValue());
    return true;
  }

  /** Null, where a value stood. */
  static boolean none(ObjectNode object, String field) {
    object.putNull(field);
    return true;
  }
}
