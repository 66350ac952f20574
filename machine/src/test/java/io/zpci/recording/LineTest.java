package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as recordings spell them, and complaints in one line. */
class LineTest {
  private static Line line(String value) {
    String text = "{\"recording\":1,\"kind\":\"none\",\"field\":" + value + "}";
    return Recording.parse("made.jsonl", List.of(text)).header();
  }

  private static String refusal(Runnable read) {
    return String.valueOf(assertThrows(RecordingException.class, read::run).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "'\"0x1000\"', 4096",
    "-1, -1",
    "18446744073709551615, -1",
    "'\"0xffffffffffffffff\"', -1",
    "9223372036854775808, -9223372036854775808"
  })
  void numbersOf64Bits(String spelled, long value) {
    assertEquals(value, line(spelled).number("field"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551616",
        "-9223372036854775809",
        "-18446744073709551616",
        "1.0",
        "\"4096\"",
        "\"0x\"",
        "\"0x10000000000000000\"",
        "true",
        "null",
        "[1]"
      })
  void noNumbers(String spelled) {
    String refusal = refusal(() -> line(spelled).number("field"));
    assertEquals("made.jsonl:1: \"field\"", refusal.substring(0, 21), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967296", "-1", "\"0x100000001\""})
  void noWords(String spelled) {
    assertEquals(
        "made.jsonl:1: \"field\": a number of 32 bits was expected, got " + spelled,
        refusal(() -> line(spelled).word("field")));
  }

  @Test
  void wordsHaveNoSign() {
    assertEquals(-1, line("4294967295").word("field"));
    assertEquals(7, line("7").word("other", 7));
  }

  @Test
  void whatAFieldSaysDoesNotBreakTheLine() {
    Line line = line("\"a\\nb\\u0000\\u2028\"");
    assertEquals(
        "made.jsonl:1: got a\\u000ab\\u0000\\u2028",
        refusal(() -> {
          throw line.bad("got " + line.text("field"));
        }));
  }
}
