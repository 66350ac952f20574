package io.zpci.scenario;

import java.util.List;

/**
 * A fact that steps of a kind can show, as the schema and the documentation say it. A scenario that
 * expects a fact which its step never shows is refused when it is read.
 *
 * @param name in expectations; stable
 * @param type what its values are
 * @param words where {@link Type#WORD}, what it may be; else empty
 * @param says what it means
 */
public record Fact(String name, Type type, List<String> words, String says) {
  public Fact {
    words = List.copyOf(words);
  }

  /** What the values of a fact are. */
  public enum Type {
    /** A text. */
    TEXT,
    /** One of the words. */
    WORD,
    /** A number; it counts the same in decimal and in hexadecimal. */
    NUMBER,
    /** yes or no. */
    FLAG,
    /** Bytes in hexadecimal. */
    BYTES,
    /** Texts, any number of them, in order. */
    LIST;

    /** Whether a part of a value can be asked for. */
    boolean isText() {
      return switch (this) {
        case TEXT, BYTES, LIST -> true;
        case WORD, NUMBER, FLAG -> false;
      };
    }

    /** For people: {@code a number}. */
    public String describe() {
      return switch (this) {
        case TEXT -> "a text";
        case WORD -> "a word";
        case NUMBER -> "a number";
        case FLAG -> "yes or no";
        case BYTES -> "bytes in hexadecimal";
        case LIST -> "a list of texts";
      };
    }
  }

  /** A text. */
  public static Fact text(String name, String says) {
    return new Fact(name, Type.TEXT, List.of(), says);
  }

  /** One of {@code words}. */
  public static Fact word(String name, List<String> words, String says) {
    return new Fact(name, Type.WORD, words, says);
  }

  /** A number. */
  public static Fact number(String name, String says) {
    return new Fact(name, Type.NUMBER, List.of(), says);
  }

  /** yes or no. */
  public static Fact flag(String name, String says) {
    return new Fact(name, Type.FLAG, List.of(), says);
  }

  /** Bytes. */
  public static Fact bytes(String name, String says) {
    return new Fact(name, Type.BYTES, List.of(), says);
  }

  /** Texts. */
  public static Fact list(String name, String says) {
    return new Fact(name, Type.LIST, List.of(), says);
  }

  /**
   * The value in {@code field} as a step would show it.
   *
   * @throws ScenarioException where such a fact is never so
   */
  String value(Field field) {
    return switch (type) {
      case TEXT, LIST -> field.text();
      case WORD -> field.oneOf(words, word -> word);
      case NUMBER -> Long.toString(field.number());
      case FLAG -> field.flag() ? "yes" : "no";
      case BYTES -> field.bytes().toHex();
    };
  }
}
