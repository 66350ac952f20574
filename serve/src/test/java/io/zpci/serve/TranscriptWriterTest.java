package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmFacts;
import io.zpci.recording.Comparison;
import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingFile;
import io.zpci.recording.RecordingHeader;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens on real sockets is written as it is, and what was written replays. */
@Timeout(120)
class TranscriptWriterTest {
  private static final Path TWO_GUESTS =
      Path.of("../tests/recordings/vfio-user-smcd-two-guests.jsonl");

  @TempDir private Path folder;
  private final List<String> complaints = new ArrayList<>();
  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);

  /** One function at a socket that is traced, and its client. */
  private final class Seat implements ServerEvents {
    final String name;
    final TranscriptWriter writer;
    final ServedFunction function;
    final VfioUserServer server;

    /** A permit for each client that the server has seen go. */
    private final Semaphore gone = new Semaphore(0);

    TranscriptClient client;

    Seat(String name, long gid, TranscriptWriter writer) throws IOException {
      this.name = name;
      this.writer = writer;
      function = machine.ism(gid, OptionalInt.empty(), FunctionEvents.NONE);
      server =
          VfioUserServer.listen(folder.resolve(name + ".sock"), function, this, Patience.SERVER);
      server.start();
      client = new TranscriptClient(server.path(), 1 << 30);
    }

    @Override
    public void message(
        boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {
      writer.message(name, fromClient, bytes, at, length, descriptors);
    }

    @Override
    public void disconnected(String why) {
      writer.disconnected(name);
      gone.release();
    }

    /** The client is killed, and the server sees it: one that ends before would not tell. */
    private void kill() throws IOException, InterruptedException {
      client.close();
      gone.acquire();
    }

    /** A client that is killed; another one comes in its place. */
    void again() throws IOException, InterruptedException {
      kill();
      client = new TranscriptClient(server.path(), 1 << 30);
    }

    void close() throws IOException, InterruptedException {
      kill();
      server.close();
    }
  }

  /** Says the recorded run {@code times} times, with a transcript written to {@code file}. */
  private void trace(Path file, List<String> said, int times)
      throws IOException, InterruptedException {
    Transcript transcript = Transcript.parse(Recording.parse("said", said));
    Map<String, Seat> seats = new LinkedHashMap<>();
    try (TranscriptWriter writer =
        new TranscriptWriter(
            RecordingFile.create(
                file,
                RecordingHeader.of(TranscriptWriter.KIND, IsmFacts.served(0), transcript.gids()),
                complaints::add))) {
      for (Map.Entry<String, Long> gid : transcript.gids().entrySet()) {
        seats.put(gid.getKey(), new Seat(gid.getKey(), gid.getValue(), writer));
      }
      for (int i = 0; i < times; i++) {
        TranscriptChoices choices = new TranscriptChoices(transcript);
        for (int at = 0; at < transcript.steps().size(); at++) {
          say(
              Objects.requireNonNull(seats.get(transcript.steps().get(at).function())),
              transcript,
              at,
              choices);
        }
        for (Seat seat : seats.values()) {
          seat.again();
        }
      }
      for (Seat seat : seats.values()) {
        seat.close();
      }
    }
    assertEquals(List.of(), complaints);
  }

  private static void say(Seat seat, Transcript transcript, int at, TranscriptChoices choices)
      throws IOException, InterruptedException {
    switch (transcript.steps().get(at)) {
      case Transcript.Sent sent -> seat.client.send(sent.message(), sent.descriptors());
      case Transcript.Received received ->
          choices.adopt(
              seat.name, received.message(), Objects.requireNonNull(seat.client.answer()));
      case Transcript.Block block -> {
        Transcript.Block ours = choices.block(block, at);
        MemorySegment data = MemorySegment.ofArray(ours.data().toArray());
        seat.writer.block(
            seat.name, ours.request(), ours.offset(), ours.address(), data, 0, ours.data().size());
        int _ = seat.function.storeBlock(ours.request(), ours.offset(), ours.address(), data, 0);
        choices.executed(block);
      }
      case Transcript.Gone _ -> throw new AssertionError();
    }
  }

  private static List<String> messages(Recording recording, String function, String dir) {
    return recording.lines().stream()
        .filter(line -> line.text("fn", "").equals(function) && line.text("dir", "").equals(dir))
        .map(line -> line.text("hex") + ' ' + line.number("nfds"))
        .toList();
  }

  @Test
  void whatTwoGuestsSaidIsWrittenAsItWasSaid() throws IOException, InterruptedException {
    Path file = folder.resolve("trace.jsonl");
    Recording original = Recording.read(TWO_GUESTS);
    trace(file, Files.readAllLines(TWO_GUESTS), 1);
    Recording again = Recording.read(file);
    for (String function : List.of("a", "b")) {
      assertEquals(messages(original, function, "c2s"), messages(again, function, "c2s"));
      assertEquals(
          messages(original, function, "s2c").size(), messages(again, function, "s2c").size());
    }
    double last = 0;
    for (Line line : again.lines()) {
      double t = line.node().get("t").doubleValue();
      assertTrue(t >= last, line::toString);
      last = t;
    }
    Comparison comparison = new TranscriptReplayer().replay(again);
    assertEquals(List.of(), comparison.differences());
    assertEquals(638 + 4, comparison.operations()); // and each client went twice
    assertEquals(Map.of(), comparison.leftOut());
  }

  /** Clients that come again find what the ones before left: nothing. */
  @Test
  void clientsThatComeAgainReplay() throws IOException, InterruptedException {
    Path file = folder.resolve("again.jsonl");
    trace(file, Files.readAllLines(TWO_GUESTS), 3);
    Comparison comparison = new TranscriptReplayer().replay(Recording.read(file));
    assertEquals(List.of(), comparison.differences());
    assertEquals(3 * 638 + 2 * 4, comparison.operations());
  }

  /** Memory without files: the server asks for it by messages, which are left out. */
  @Test
  void memoryByMessagesReplays() throws IOException, InterruptedException {
    Path file = folder.resolve("messages.jsonl");
    List<String> said =
        Files.readAllLines(TWO_GUESTS).stream()
            .map(line -> isMap(line) ? line.replace("\"nfds\": 1", "\"nfds\": 0") : line)
            .toList();
    trace(file, said, 1);
    Recording again = Recording.read(file);
    Comparison comparison = new TranscriptReplayer().replay(again);
    assertEquals(List.of(), comparison.differences());
    assertEquals(638 + 4, comparison.operations());
    assertTrue(comparison.leftOut().getOrDefault("dma", 0) > 50, comparison::toString);
    assertTrue(
        messages(again, "a", "c2s").stream().noneMatch(line -> isMap(line) && line.endsWith("1")));
  }

  private static boolean isMap(String line) {
    return line.matches(".*\"hex\": \"....0200.*");
  }

  @Test
  void packetsAreTheirBytes() throws IOException {
    Path file = folder.resolve("packets.jsonl");
    try (TranscriptWriter writer =
        new TranscriptWriter(
            RecordingFile.create(
                file,
                RecordingHeader.of(TranscriptWriter.KIND, IsmFacts.served(0), Map.of("a", 1L)),
                complaints::add))) {
      writer.packet("a", true, "g");
      writer.packet("a", false, "\u00ff\u0000\"");
    }
    List<Line> lines = Recording.read(file).lines();
    assertEquals("us2qemu", lines.getFirst().text("dir"));
    assertEquals("g", lines.getFirst().text("packet"));
    assertEquals("qemu2us", lines.getLast().text("dir"));
    assertEquals("\u00ff\u0000\"", lines.getLast().text("packet"));
  }
}
