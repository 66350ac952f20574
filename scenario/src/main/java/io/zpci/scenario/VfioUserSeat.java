package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.function.PciFunction;
import io.zpci.machine.HostMachine;
import io.zpci.route.Below;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.ServerSettings;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A function behind a vfio-user server with a real socket, and what the server saw. Once a client
 * has had an answer, all that it sent before has been seen.
 */
final class VfioUserSeat implements AutoCloseable {
  private static final int REGION_READ = 9;
  private static final int REGION_WRITE = 10;
  private static final int NO_REPLY = 0x10;
  private static final int HEADER = 16;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  private final Path folder;
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final Queue<String> ended = new ConcurrentLinkedQueue<>();
  private final Below below;
  private final ServedFunction served;
  private final VfioUserServer server;

  /**
   * A function of the scenario's model behind a server.
   *
   * @throws IOException where the socket cannot be made
   */
  VfioUserSeat(ScenarioMachine machine, ServerSettings settings) throws IOException {
    this.folder = Files.createTempDirectory("zpci");
    HostMachine host = new HostMachine(machine.stack(), Tap.NONE);
    PciFunction function = OtherFunction.served(machine.device());
    this.below = host.plug(function);
    this.served =
        new ServedFunction(
            below.instructions(),
            below.entry(),
            function,
            OptionalInt.empty(),
            new ReentrantLock(),
            new Answers());
    function.connect(served.dma(), served.msi());
    this.server = VfioUserServer.listen(folder.resolve("s"), served, new Messages(), settings);
    server.start();
  }

  /** Where it listens. */
  Path path() {
    return server.path();
  }

  /** The function as the server's machine has it. */
  Below below() {
    return below;
  }

  /** The function as the server has it. */
  ServedFunction served() {
    return served;
  }

  /** What was seen up to now is not asked for. */
  void forget() {
    messages.clear();
    answered.clear();
  }

  /** A client's messages to BARs, in order: {@code write 2 0x0 8, posted}. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** What the function answered to stores, in order: {@code cc 1 status 20}. */
  List<String> answered() {
    return List.copyOf(answered);
  }

  /** Why the first client's connection has ended, which it has. Nobody is served after this. */
  String ended() throws IOException {
    server.close();
    return String.valueOf(ended.peek());
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(folder);
  }

  /** What becomes of stores, told on the server's thread. */
  private final class Answers implements FunctionEvents {
    @Override
    public void stored(int outcome) {
      answered.add(Outcome.describe(outcome));
    }
  }

  /** What the server receives, told on its thread. */
  private final class Messages implements ServerEvents {
    @Override
    public void disconnected(String why) {
      ended.add(why);
    }

    @Override
    public void message(
        boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {
      int command = bytes.get(SHORT, at + 2);
      if (!fromClient || (command != REGION_READ && command != REGION_WRITE)) {
        return;
      }
      int region = bytes.get(INT, at + HEADER + 8);
      if (region == VfioDevice.CONFIG_REGION) {
        return;
      }
      List<String> words = new ArrayList<>();
      words.add(
          "%s %d 0x%x %d"
              .formatted(
                  command == REGION_READ ? "read" : "write",
                  region,
                  bytes.get(LONG, at + HEADER),
                  bytes.get(INT, at + HEADER + 12)));
      if ((bytes.get(INT, at + 8) & NO_REPLY) != 0) {
        words.add("posted");
      }
      messages.add(String.join(", ", words));
    }
  }
}
