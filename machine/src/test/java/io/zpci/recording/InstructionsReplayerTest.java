package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionsReplayerTest {
  private static final Path FILE = Path.of("../tests/recordings/qemu-instructions.jsonl");

  private final InstructionsReplayer replayer = new InstructionsReplayer();

  private static List<String> lines() throws IOException {
    return Files.readAllLines(FILE);
  }

  private Comparison replay(List<String> lines) {
    return replayer.replay(Recording.parse("changed.jsonl", lines));
  }

  /** The header and one line, each changed. */
  private Comparison replay(int n, UnaryOperator<String> header, UnaryOperator<String> line)
      throws IOException {
    List<String> lines = lines();
    return replay(List.of(header.apply(lines.getFirst()), line.apply(lines.get(n + 1))));
  }

  @Test
  void theRecordingOfQemuIsReproduced() {
    Comparison comparison = replayer.replay(Recording.read(FILE));
    assertEquals(List.of(), comparison.differences());
    assertEquals(500, comparison.operations());
    assertEquals("instructions", comparison.kind());
  }

  @Test
  void warmReplayIsFast() {
    Recording recording = Recording.read(FILE);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      assertTrue(replayer.replay(recording).same());
      best = Math.min(best, System.nanoTime() - start);
    }
    assertTrue(best < 100_000_000, "500 lines took " + best + " ns");
  }
}
