package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver reads each response to its end; a load that is missing is a difference. */
class ResponseReadsTest {
  private static final String PROBE = "ism-probe-event-unbind.jsonl";

  private static List<String> text(String name) throws IOException {
    return Files.readAllLines(Path.of("../tests/recordings", name));
  }

  private static Comparison replay(List<String> lines) {
    return new FunctionOperationsReplayer().replay(Recording.parse("made.jsonl", lines));
  }

  @ParameterizedTest
  @ValueSource(strings = {PROBE, "ism-smcd-two-guests.jsonl"})
  void everyMissingLoadIsADifference(String name) throws IOException {
    List<String> lines = text(name);
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).contains("\"pcilg\"")) {
        List<String> fewer = new ArrayList<>(lines);
        String lost = fewer.remove(i);
        List<Comparison.Difference> differences = replay(fewer).differences();
        assertTrue(
            differences.stream().anyMatch(each -> each.what().equals("response read")), lost);
      }
    }
  }

  @Test
  void theDifferenceNamesTheLoad() throws IOException {
    List<String> lines = text(PROBE);
    // Line 19 of the file is the load at 16 of QUERY_INFO's response.
    assertTrue(lines.get(18).contains("\"offset\": 16,"), lines.get(18));
    lines.remove(18);
    assertEquals(
        List.of(new Comparison.Difference(19, "response read", "a load at 16 of BAR 2", "nothing")),
        replay(lines).differences());
  }

  @Test
  void aGuestWithoutTheDriverMayReadLess() throws IOException {
    List<String> lines = text(PROBE);
    lines.set(0, lines.get(0).replace("(ism, dibs, smc)", "(own driver)"));
    lines.remove(18);
    assertEquals(List.of(), replay(lines).differences());
  }
}
