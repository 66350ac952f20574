package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.IsmEvents;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of real guests, replayed on functions that are really served. */
class ServedReplayTest {
  private static final Path RECORDINGS = Path.of("../tests/recordings");
  private static final Map<String, Long> GIDS =
      Map.of("a", 0xa1a1a1a100000001L, "b", 0xb2b2b2b200000002L);

  @TempDir Path folder;
  private final List<VfioUserServer> servers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Map<String, Path> serve(Map<String, Long> gids) throws IOException {
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    Map<String, Path> sockets = new HashMap<>();
    for (Map.Entry<String, Long> each : gids.entrySet()) {
      Path path = folder.resolve(each.getKey());
      VfioUserServer server =
          VfioUserServer.listen(
              path,
              machine.ism(each.getValue(), OptionalInt.empty(), FunctionEvents.NONE),
              ServerEvents.NONE);
      server.start();
      servers.add(server);
      sockets.put(each.getKey(), path);
    }
    return sockets;
  }

  @AfterEach
  void close() throws IOException {
    for (VfioUserServer server : servers) {
      server.close();
    }
  }

  private static Recording recording(String name) {
    return Recording.read(RECORDINGS.resolve(name));
  }

  private Comparison replay(Recording recording, Map<String, Path> sockets) throws IOException {
    return ServedReplay.replay(recording, sockets, notes::add);
  }

  @Test
  void twoGuestsThatTalk() throws IOException {
    Comparison comparison = replay(recording("ism-smcd-two-guests.jsonl"), serve(GIDS));
    assertEquals(List.of(), comparison.differences());
    assertEquals(List.of(), notes);
    assertEquals(Map.of("ism-command", 16), comparison.leftOut());
    assertEquals(598 - 16, comparison.operations());
  }

  @Test
  void theSameServersOnceMore() throws IOException {
    Map<String, Path> sockets = serve(GIDS);
    for (int i = 0; i < 3; i++) {
      Comparison comparison = replay(recording("ism-smcd-two-guests.jsonl"), sockets);
      assertEquals(List.of(), comparison.differences(), "round " + i);
    }
  }

  @Test
  void oneGuestThatProbesAndUnbinds() throws IOException {
    Comparison comparison = replay(recording("ism-probe-event-unbind.jsonl"), serve(GIDS));
    assertEquals(List.of(), comparison.differences());
    assertEquals(
        Map.of("ism-command", 7, "ieq-event", 1, "irq", 1),
        comparison.leftOut(),
        "no client can make an event from outside");
  }

  @Test
  void aServerWithAnotherGidDiffers() throws IOException {
    Map<String, Path> sockets = serve(Map.of("a", 0x77L));
    Comparison comparison = replay(recording("ism-probe-event-unbind.jsonl"), sockets);
    assertEquals(
        List.of("a1a1a1a100000001", "a1a1a1a100000001"),
        comparison.differences().stream().map(Comparison.Difference::expected).toList());
    assertEquals(
        List.of("0000000000000077", "0000000000000077"),
        comparison.differences().stream().map(Comparison.Difference::got).toList());
  }

  /** What the recording shows to happen in one guest does not happen where nobody connects them. */
  @Test
  void serversThatDoNotKnowEachOtherDiffer() throws IOException {
    Map<String, Path> sockets = new HashMap<>(serve(Map.of("a", GIDS.get("a"))));
    sockets.putAll(serve(Map.of("b", GIDS.get("b"))));
    Comparison comparison = replay(recording("ism-smcd-two-guests.jsonl"), sockets);
    List<String> what = comparison.differences().stream().map(Comparison.Difference::what).toList();
    assertTrue(what.contains("data"), "responses: " + what);
    assertTrue(what.contains("memory") || what.contains("dmb-move"), "moves: " + what);
    assertTrue(what.contains("irq"), "interrupts: " + what);
    assertTrue(what.contains("ieq-event idx"), "events: " + what);
  }

  @Test
  void aChangedRecordingDiffersInTheLineThatWasChanged() throws IOException {
    List<String> lines =
        new ArrayList<>(Files.readAllLines(RECORDINGS.resolve("ism-smcd-two-guests.jsonl")));
    int irq = indexOf(lines, "\"op\": \"irq\"");
    int event = indexOf(lines, "\"op\": \"ieq-event\"");
    lines.set(event, lines.get(event).replace("\"code\": 128", "\"code\": 129"));
    lines.set(irq, lines.get(irq).replace("\"vector\": 0", "\"vector\": 1"));
    Comparison comparison = replay(Recording.parse("changed", lines), serve(GIDS));
    assertEquals(
        List.of("irq", "irq", "ieq-event code"),
        comparison.differences().stream().map(Comparison.Difference::what).toList());
    assertEquals(event + 1, comparison.differences().getLast().line(), "the line that was changed");
  }

  private static int indexOf(List<String> lines, String text) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError("no line with " + text);
  }

  @Test
  void aServerThatIsNotThere() throws IOException {
    Map<String, Path> sockets = serve(Map.of("a", GIDS.get("a")));
    List<String> lines =
        new ArrayList<>(Files.readAllLines(RECORDINGS.resolve("ism-probe-event-unbind.jsonl")));
    Recording recording = Recording.parse("recording", lines);
    for (VfioUserServer server : servers) {
      server.close();
    }
    servers.clear();
    IOException refusal = assertThrows(IOException.class, () -> replay(recording, sockets));
    assertEquals(
        "connect %s: No such file or directory".formatted(sockets.get("a")), refusal.getMessage());
  }

  @Test
  void anotherKindOfRecordingIsRefused() throws IOException {
    Map<String, Path> sockets = serve(Map.of("a", GIDS.get("a")));
    RecordingException refusal =
        assertThrows(
            RecordingException.class, () -> replay(recording("split-linux-7.2.jsonl"), sockets));
    assertTrue(
        String.valueOf(refusal.getMessage())
            .contains("function-operations was expected, which alone can be replayed on servers"),
        refusal.getMessage());
  }
}
