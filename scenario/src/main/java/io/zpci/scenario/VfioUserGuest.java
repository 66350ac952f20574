package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.function.PciFunction;
import io.zpci.machine.HostMachine;
import io.zpci.posix.SharedFile;
import io.zpci.route.Below;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserDevice;
import io.zpci.vfiouser.VfioUserServer;
import io.zpci.vmm.QemuVersion.VfioUser;
import java.io.IOException;
import java.lang.foreign.Arena;
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
import org.jspecify.annotations.Nullable;

/**
 * A function behind a vfio-user server, and the client that a release of QEMU has, both in this
 * process with a real socket between them. What either side saw can be asked for once the client
 * has had an answer, which comes after all that it sent before.
 */
final class VfioUserGuest implements AutoCloseable {
  /** Pages of the client's memory; no file leads the server there. */
  static final int MEMORY = 0x4000;

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
  private final Arena arena = Arena.ofConfined();
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final Queue<String> ended = new ConcurrentLinkedQueue<>();
  private final SharedFile file;
  private final MemorySegment memory;
  private final Below below;
  private final ServedFunction served;
  private final VfioUserServer server;
  private final VfioUserDevice client;

  /**
   * A function of the scenario's model behind a server, with the client of the run's QEMU.
   *
   * @param posted whether the client posts its writes to BARs
   * @throws IOException where the socket cannot be made
   */
  VfioUserGuest(ScenarioMachine machine, boolean posted) throws IOException {
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
    this.server = VfioUserServer.listen(folder.resolve("s"), served, new Messages());
    server.start();
    this.file = SharedFile.create("guest", MEMORY);
    this.memory = file.map(arena, 0, MEMORY, true);
    DmaMessages layout =
        machine.stack().qemu().vfioUser() == VfioUser.SHORT_COUNT
            ? DmaMessages.QEMU_10
            : DmaMessages.PROTOCOL;
    ClientOptions options = ClientOptions.DEFAULT.withMessageMemory(file, layout);
    this.client =
        VfioUserDevice.connect(server.path(), posted ? options.withPostedWrites() : options);
  }

  /** Why the run's QEMU connects to no server; null where it does. */
  static @Nullable String missing(ScenarioMachine machine) {
    String qemu = machine.stack().qemu().name();
    return machine.stack().qemu().vfioUser() == VfioUser.NONE
        ? qemu + " has no client for vfio-user; QEMU 10.1 is the first"
        : null;
  }

  /** The function as the client's guest has it. */
  Below below() {
    return below;
  }

  /** The function as the server has it. */
  ServedFunction served() {
    return served;
  }

  /** The client. */
  VfioUserDevice client() {
    return client;
  }

  /** The client's memory. */
  MemorySegment memory() {
    return memory;
  }

  /** What was seen up to now is not asked for. */
  void forget() {
    boolean _ = settle();
    messages.clear();
    answered.clear();
  }

  /**
   * Waits until the server has done all that the client has sent: a read comes after it.
   *
   * @return whether the connection goes on
   */
  boolean settle() {
    MemorySegment four = arena.allocate(Integer.BYTES);
    return client.region(VfioDevice.CONFIG_REGION).pread(0, four, 0, Integer.BYTES)
        == Integer.BYTES;
  }

  /** The client's messages to BARs, in order: {@code write 2 0x0 8, posted}. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** What the function answered to stores, in order: {@code cc 1 status 20}. */
  List<String> answered() {
    return List.copyOf(answered);
  }

  /** Why the server has ended the connection; none where it goes on. Nobody is served after. */
  List<String> ended() throws IOException {
    if (settle()) {
      return List.of();
    }
    server.close();
    return List.copyOf(ended).subList(0, 1);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    arena.close();
    file.close();
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
