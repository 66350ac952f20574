package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that knows no protocol: it waits for the bytes that a test names and sends those that
 * the test names. Bytes are written in hex with spaces, little-endian as on the machines that run
 * this.
 */
final class ScriptedServer implements AutoCloseable {
  private static final int PATIENCE = 60;

  private final UnixServer listening;
  private final List<Step> steps = new ArrayList<>();
  private final List<Descriptor> descriptors = new ArrayList<>();
  private CompletableFuture<Void> played = CompletableFuture.completedFuture(null);

  private interface Step {
    void play(UnixSocket client) throws IOException;
  }

  private ScriptedServer(UnixServer listening) {
    this.listening = listening;
  }

  /** Listens in {@code folder}, with nothing to do yet. */
  static ScriptedServer in(Path folder) throws IOException {
    return new ScriptedServer(UnixServer.listen(folder.resolve("socket")));
  }

  /** One that has greeted its client: 9 regions, 5 interrupts; the next message has id 2. */
  static ScriptedServer greeting(Path folder, String capabilities) throws IOException {
    return in(folder)
        .expectAny(1)
        .send(version(0, capabilities))
        .expect("0100 0400 20000000 00000000 00000000 10000000 00000000 00000000 00000000")
        .send("0100 0400 20000000 01000000 00000000 10000000 03000000 09000000 05000000");
  }

  /** The answer to VERSION. */
  static String version(int minor, String capabilities) {
    byte[] json =
        ("{\"capabilities\": {" + capabilities + "}}\0").getBytes(StandardCharsets.US_ASCII);
    String size = HexFormat.of().toHexDigits(Integer.reverseBytes(20 + json.length));
    return "0000 0100 %s 01000000 00000000 0000 %s %s"
        .formatted(
            size,
            HexFormat.of().toHexDigits(Short.reverseBytes((short) minor)),
            HexFormat.of().formatHex(json));
  }

  Path path() {
    return listening.path();
  }

  /** Waits for these bytes, and no descriptor. */
  ScriptedServer expect(String hex) {
    return expect(hex, 0);
  }

  /** Waits for these bytes, which {@code count} descriptors come along with. */
  ScriptedServer expect(String hex, int count) {
    byte[] expected = bytes(hex);
    steps.add(client -> {
      byte[] got = new byte[expected.length];
      try (Received received = new Received()) {
        client.receiveAll(MemorySegment.ofArray(got), 0, got.length, received);
        assertEquals(count, received.size(), "descriptors with " + hex);
        for (int i = 0; i < count; i++) {
          descriptors.add(Objects.requireNonNull(received.take()));
        }
      }
      assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(got));
    });
    return this;
  }

  /** Waits for a message of {@code command}, whatever it says. */
  ScriptedServer expectAny(int command) {
    steps.add(client -> {
      MemorySegment header = MemorySegment.ofArray(new long[2]);
      try (Received received = new Received()) {
        client.receiveAll(header, 0, 16, received);
        assertEquals(command, header.get(Message.SHORT, 2));
        int rest = header.get(Message.INT, 4) - 16;
        client.receiveAll(MemorySegment.ofArray(new byte[rest]), 0, rest, received);
      }
    });
    return this;
  }

  /** Waits until there is nothing more to come: the client has ended the connection. */
  ScriptedServer expectEnd() {
    steps.add(client -> {
      try (Received received = new Received()) {
        byte[] got = new byte[64];
        int count = client.receive(MemorySegment.ofArray(got), 0, got.length, received);
        assertEquals("", HexFormat.of().formatHex(got, 0, count));
      }
    });
    return this;
  }

  ScriptedServer send(String hex, Descriptor... along) {
    byte[] bytes = bytes(hex);
    steps.add(client -> client.send(MemorySegment.ofArray(bytes), 0, bytes.length, List.of(along)));
    return this;
  }

  /** Signals the eventfd that came as number {@code index}, from 0. */
  ScriptedServer signal(int index, int times) {
    steps.add(_ -> {
      EventFd eventFd = new EventFd(descriptors.get(index));
      for (int i = 0; i < times; i++) {
        assertEquals(0, eventFd.signal());
      }
    });
    return this;
  }

  /** Sends this, waits for an answer, and so on until the client has ended the connection. */
  ScriptedServer askUntilTheEnd(String hex) {
    byte[] bytes = bytes(hex);
    steps.add(client -> {
      MemorySegment answer = MemorySegment.ofArray(new byte[64]);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
      try (Received received = new Received()) {
        int count;
        do {
          assertTrue(System.nanoTime() < end, "the client answers for ever");
          client.send(MemorySegment.ofArray(bytes), 0, bytes.length, List.of());
          count = client.receive(answer, 0, 64, received);
        } while (count > 0);
      } catch (PosixException e) {
        assertTrue(List.of(Errno.EPIPE, Errno.ECONNRESET).contains(e.errno()), e::toString);
      }
    });
    return this;
  }

  /** Does something of the test's own. */
  ScriptedServer then(Runnable action) {
    steps.add(_ -> action.run());
    return this;
  }

  /** Plays what it was told to, once somebody connects; then it closes the connection. */
  ScriptedServer start() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            play();
            // Only now: what the script holds is closed, for who counts descriptors next.
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    played = done;
    return this;
  }

  private void play() throws IOException {
    try (UnixSocket client = Objects.requireNonNull(listening.accept(PATIENCE * 1000))) {
      for (Step step : steps) {
        step.play(client);
      }
    }
  }

  /** Waits until everything is played; throws what was not as it should have been. */
  void finish() {
    try {
      played.get(PATIENCE, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the script went wrong", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the script did not end", e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    descriptors.forEach(Descriptor::close);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
