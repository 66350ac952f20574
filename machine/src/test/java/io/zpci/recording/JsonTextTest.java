package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class JsonTextTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void valuesAreWhatIsWritten() {
    JsonNode node =
        JsonText.read(
            "{\"a\":[1,-2,4294967296],\"b\":{\"c\":\"x\\u0041\\n\"},\"d\":true,\"e\":null}");
    assertEquals(4294967296L, node.get("a").get(2).longValue());
    assertEquals("xA\n", node.get("b").get("c").stringValue());
    assertEquals(true, node.get("d").booleanValue());
    assertEquals(true, node.get("e").isNull());
  }

  @Test
  void aNumberOf64BitsWithoutSignIsWhole() {
    assertEquals(
        new BigInteger("18446744073709551615"),
        JsonText.read("{\"n\":18446744073709551615}").get("n").bigIntegerValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "  {\"a\" : [ ] , \"b\" : [[1],[{}]] }  ",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"i\":2147483647,\"l\":2147483648,\"m\":-9223372036854775808,\"n\":9223372036854775808}",
        "{\"f\":1.5,\"g\":1e3,\"h\":-0.0}",
        "{\"\":\"\",\"ü\":\"\\ud83d\\ude00\"}",
        "\"text\"",
        "null",
        "false"
      })
  void theMapperReadsTheSame(String text) {
    JsonNode expected = MAPPER.readTree(text);
    JsonNode read = JsonText.read(text);
    assertEquals(expected, read);
    assertSame(expected.getClass(), read.getClass());
    assertEquals(expected.toString(), read.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1} {\"b\":2}",
        "{\"a\":1}]",
        "{\"a\":",
        "{\"a\"",
        "[1,",
        "[1 2]",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "lorem ipsum",
        "]"
      })
  void whatIsNoJsonIsComplainedOfAsTheMapperDoes(String text) {
    JacksonException expected = assertThrows(JacksonException.class, () -> MAPPER.readTree(text));
    JacksonException thrown = assertThrows(JacksonException.class, () -> JsonText.read(text));
    assertSame(expected.getClass(), thrown.getClass());
    assertEquals(expected.getOriginalMessage(), thrown.getOriginalMessage());
  }

  @Test
  void nestingHasTheLimitOfTheParser() {
    String deepest = "[".repeat(500) + "]".repeat(500);
    assertEquals(MAPPER.readTree(deepest), JsonText.read(deepest));
    String deeper = "[" + deepest + "]";
    assertThrows(JacksonException.class, () -> JsonText.read(deeper));
  }
}
