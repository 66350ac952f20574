package io.zpci.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taps that count, and that write into a flight recording. */
class OtherTapsTest {
  private static final Rule RULE = Rule.check("t.1", "something holds", "nowhere");

  private static void cross(Tap tap) {
    tap.enter(Hand.GUEST, Operation.PCISTB, 2, 0x8, 16, null, 0, 0);
    tap.cost(Cost.SIE_EXIT);
    tap.enter(Hand.FIRMWARE, Operation.PCISTG, 2, 0x8, 8, null, 0, 0);
    tap.exit(0, 0);
    tap.enter(Hand.FIRMWARE, Operation.PCISTG, 2, 0x10, 8, null, 0, 0);
    tap.broken(RULE);
    tap.exit(-5, 0);
    tap.exit(-6, 0);
  }

  @Test
  void countsByOperationAndCost() {
    CountingTap tap = new CountingTap();
    cross(tap);
    assertEquals(1, tap.entered(Operation.PCISTB));
    assertEquals(2, tap.entered(Operation.PCISTG));
    assertEquals(0, tap.entered(Operation.PCILG));
    assertEquals(1, tap.paid(Cost.SIE_EXIT));
    assertEquals(0, tap.paid(Cost.KICK));
    assertEquals(1, tap.broken());
  }

  @Test
  void aFlightRecordingHasEachCrossing(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.zpci.Crossing").withoutThreshold();
      recording.start();
      cross(new JfrTap());
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertEquals(
        List.of(
            "firmware pcistg 2 0x8 8 0 null",
            "firmware pcistg 2 0x10 8 -5 t.1",
            "guest pcistb 2 0x8 16 -6 null"),
        events.stream()
            .map(each ->
                "%s %s %d 0x%x %d %d %s"
                    .formatted(
                        each.getString("hand"),
                        each.getString("operation"),
                        each.getInt("space"),
                        each.getLong("offset"),
                        each.getInt("length"),
                        each.getLong("result"),
                        each.getString("rule")))
            .toList());
  }

  @Test
  void whatHappensBeforeARecordingIsNotInIt(@TempDir Path directory) throws IOException {
    JfrTap tap = new JfrTap();
    cross(tap);
    Path file = directory.resolve("later.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.zpci.Crossing").withoutThreshold();
      recording.start();
      recording.stop();
      recording.dump(file);
    }
    assertEquals(
        List.of(),
        RecordingFile.readAllEvents(file).stream()
            .filter(each -> each.getEventType().getName().equals("io.zpci.Crossing"))
            .toList());
  }
}
