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
import io.zpci.vfiouser.VfioUserDevice;
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
  private static final long PATIENCE = 60_000_000_000L;
  private static final long GID = 0xb2b2b2b200000002L;
  private static final Recording GUEST =
      Recording.read(Path.of("../tests/recordings/ism-probe-event-unbind.jsonl"));

  private final VfioUserServer server;
  private final VfioUserServer other;
  private final Watch watch = new Watch();
  private final Watch otherWatch = new Watch();

  /** Why connections ended that should not have: the device failed. */
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  Attacked(Path folder) throws IOException {
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    // A client that does not answer is left after a short time: the test shall end.
    server =
        VfioUserServer.listen(
            folder.resolve("attacked"),
            machine.ism(GID, OptionalInt.empty(), FunctionEvents.NONE),
            watch,
            new ServerSettings(DmaMessages.PROTOCOL, 100, 100));
    server.start();
    other =
        VfioUserServer.listen(
            folder.resolve("other"),
            machine.ism(PEER, OptionalInt.empty(), FunctionEvents.NONE),
            otherWatch);
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

  /** Waits until every client of both sockets is gone that came. */
  void untilIdle() throws IOException, InterruptedException {
    // Who comes last is served last: those that still stood in the line are gone then.
    VfioUserDevice.connect(server.path(), Patience.CLIENT).close();
    VfioUserDevice.connect(other.path(), Patience.CLIENT).close();
    watch.untilGone(1);
    otherWatch.untilGone(1);
  }

  /** Waits until a client of the attacked socket is gone, and every other that came. */
  void untilGone() throws InterruptedException {
    watch.untilGone(1);
  }

  private final class Watch implements ServerEvents {
    private int connected;
    private int disconnected;

    @Override
    public synchronized void connected() {
      connected++;
    }

    @Override
    public synchronized void disconnected(String why) {
      if (why.contains("failed") && !why.contains("InternalError")) {
        failures.add(why);
      }
      disconnected++;
      notifyAll();
    }

    synchronized void untilGone(int least) throws InterruptedException {
      long limit = System.nanoTime() + PATIENCE;
      while (disconnected < least || connected != disconnected) {
        if (System.nanoTime() > limit) {
          throw new AssertionError(connected + " came, " + disconnected + " are gone");
        }
        wait(100);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    other.close();
  }
}
