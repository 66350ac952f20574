package io.zpci.scenario;

import java.util.List;

/**
 * A parameter of a kind of step, as the schema and the documentation say it.
 *
 * @param name in the file
 * @param type what it is
 * @param required whether it must be there
 * @param words where {@link Type#WORD}, what it may be; else empty
 * @param says what it means, its unit, its default
 */
public record Parameter(String name, Type type, boolean required, List<String> words, String says) {
  public Parameter {
    words = List.copyOf(words);
  }

  /** What a parameter is. */
  public enum Type {
    /** A number of up to 64 bits, decimal or with 0x. */
    NUMBER,
    /** A number of bytes, decimal or with 0x, or with KiB or MiB behind. */
    SIZE,
    /** on or off. */
    FLAG,
    /** Any text. */
    TEXT,
    /** One of the words. */
    WORD,
    /** Bytes in hexadecimal. */
    BYTES,
    /** Words, one or a list. */
    WORDS,
    /** Numbers, one or a list. */
    NUMBERS,
    /** A function of the device: a, b, c ..; the reader holds it against how many there are. */
    FUNCTION
  }

  /** A number that must be there. */
  public static Parameter number(String name, String says) {
    return new Parameter(name, Type.NUMBER, true, List.of(), says);
  }

  /** A parameter that may be left out. */
  public static Parameter optional(String name, Type type, String says) {
    return new Parameter(name, type, false, List.of(), says);
  }

  /** One of {@code words}, which may be left out. */
  public static Parameter word(String name, List<String> words, String says) {
    return new Parameter(name, Type.WORD, false, words, says);
  }

  /** One of {@code words}, which must be there. */
  public static Parameter oneOf(String name, List<String> words, String says) {
    return new Parameter(name, Type.WORD, true, words, says);
  }

  /** The function that a step is about. */
  public static Parameter function() {
    return optional(
        "function", Type.FUNCTION, "Which function, where there are several; default a.");
  }
}
