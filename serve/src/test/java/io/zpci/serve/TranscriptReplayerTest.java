package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorded run of two guests, said again to this project's server. */
class TranscriptReplayerTest {
  private static final Path TWO_GUESTS =
      Path.of("../tests/recordings/vfio-user-smcd-two-guests.jsonl");

  @Test
  void everyReplyIsWhatWasAnsweredThen() {
    Comparison comparison = new TranscriptReplayer().replay(Recording.read(TWO_GUESTS));
    comparison.differences().forEach(System.err::println);
    System.err.println(comparison.operations() + " " + comparison.leftOut());
    assertEquals(List.of(), comparison.differences());
  }
}
