package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmEvents;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.ServerSettings;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Two ISM functions of one machine at two sockets: one for clients that mean no good, one for a
 * guest that is replayed from a recording and must not notice.
 */
final class Attacked implements AutoCloseable {
  static final long PEER = 0xa1a1a1a100000001L;
  private static final long GID = 0xb2b2b2b200000002L;
  private static final Recording GUEST =
      Recording.read(Path.of("../tests/recordings/ism-probe-event-unbind.jsonl"));

  private final VfioUserServer server;
  private final VfioUserServer other;
  private int connected;
  private int disconnected;

  /** Why connections ended that should not have: the device failed. */
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  Attacked(Path folder) throws IOException {
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    // A client that does not answer is left after a short time: the test shall end.
    server =
        VfioUserServer.listen(
            folder.resolve("attacked"),
            machine.ism(GID, OptionalInt.empty(), FunctionEvents.NONE),
            new Watch(),
            new ServerSettings(DmaMessages.PROTOCOL, 100, 100));
    server.start();
    other =
        VfioUserServer.listen(
            folder.resolve("other"),
            machine.ism(PEER, OptionalInt.empty(), FunctionEvents.NONE),
            ServerEvents.NONE);
    other.start();
  }

  Path path() {
    return server.path();
  }

  /** The device's failures since the last call, but for what a cut file makes. */
  List<String> failures() {
    List<String> all = List.copyOf(failures);
    failures.clear();
    return all;
  }

  /** A guest probes, takes its answers and unbinds, as it was recorded. */
  void otherGuest() throws IOException {
    Comparison comparison = ServedReplay.replay(GUEST, Map.of("a", other.path()), note -> {});
    assertEquals(List.of(), comparison.differences(), "the other guest noticed");
  }

  /** Waits until every client is gone that came. */
  void untilIdle() throws InterruptedException {
    synchronized (this) {
      long limit = System.nanoTime() + 20_000_000_000L;
      while (connected == 0 || connected != disconnected) {
        if (System.nanoTime() > limit) {
          throw new AssertionError(connected + " came, " + disconnected + " are gone");
        }
        wait(100);
      }
    }
  }

  /** Waits until client {@code count}, from 1, is gone. */
  void untilGone(int count) throws InterruptedException {
    synchronized (this) {
      long limit = System.nanoTime() + 20_000_000_000L;
      while (disconnected < count) {
        if (System.nanoTime() > limit) {
          throw new AssertionError(count + " should be gone, " + disconnected + " are");
        }
        wait(100);
      }
    }
  }

  private final class Watch implements ServerEvents {
    @Override
    public void connected() {
      synchronized (Attacked.this) {
        connected++;
      }
    }

    @Override
    public void disconnected(String why) {
      if (why.contains("failed") && !why.contains("InternalError")) {
        failures.add(why);
      }
      synchronized (Attacked.this) {
        disconnected++;
        Attacked.this.notifyAll();
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    other.close();
  }
}
