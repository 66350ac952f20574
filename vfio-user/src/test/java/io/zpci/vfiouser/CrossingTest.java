package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.Received;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Functions of one machine, each with a server of its own and one lock for all: what one client
 * writes goes by messages into the next one's memory, round and round, while that one does the
 * same. Whoever waits for the lock in a command is answered for by who has it.
 */
class CrossingTest {
  private static final int CLIENTS = 3;
  private static final int WRITES = 400;

  @TempDir Path folder;
  private final ReentrantLock machine = new ReentrantLock();

  /** A client as a VMM is one: while it waits for a reply it answers what it is asked. */
  private static final class Client implements AutoCloseable {
    private final UnixSocket socket;
    private final byte[] written = new byte[WRITES];
    private int count;

    Client(Path path) throws IOException {
      socket = UnixSocket.connect(path);
      socket.limitWaiting(60_000, 60_000);
    }

    void send(String hex) throws IOException {
      byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));
      socket.send(MemorySegment.ofArray(message), 0, message.length, List.of());
    }

    /** Deals with one message; whether it was a reply. */
    boolean receive() throws IOException {
      try (Received none = new Received()) {
        MemorySegment message = MemorySegment.ofArray(new byte[256]);
        socket.receiveAll(message, 0, 16, none);
        int size = Message.size(message, 0);
        socket.receiveAll(message, 16, size - 16, none);
        if (Message.command(message, 0) != VfioUserCommand.DMA_WRITE.code()) {
          assertEquals(Message.TYPE_REPLY, Message.flags(message, 0));
          return true;
        }
        written[count++] = message.get(ValueLayout.JAVA_BYTE, 32);
        message.set(Message.INT, Message.SIZE, 32);
        message.set(Message.INT, Message.FLAGS, Message.TYPE_REPLY);
        socket.send(message, 0, 32, List.of());
        return false;
      }
    }

    void awaitReply() throws IOException {
      while (!receive()) {
        // What it was asked is answered.
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void everybodyWritesIntoTheNextOnesMemory() throws Exception {
    List<RecordingDevice> devices = new ArrayList<>();
    List<VfioUserServer> servers = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        RecordingDevice device = new RecordingDevice();
        device.quiet = true;
        devices.add(device);
        Path path = folder.resolve("s" + i);
        servers.add(VfioUserServer.listen(path, device, ServerEvents.NONE, Patience.SERVER));
        servers.getLast().start();
        clients.add(new Client(path));
        clients.getLast().send(ProtocolTest.VERSION);
        clients.getLast().awaitReply();
      }
      for (int i = 0; i < CLIENTS; i++) {
        RecordingDevice next = devices.get((i + 1) % CLIENTS);
        devices.get(i).during = own -> forward(own, next);
      }
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (Client client : clients) {
        all.add(
            CompletableFuture.runAsync(
                () -> write(client), task -> Thread.ofPlatform().daemon().start(task)));
      }
      for (CompletableFuture<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      for (Client client : clients) {
        assertEquals(WRITES, client.count);
        for (int i = 0; i < WRITES; i++) {
          assertEquals((byte) i, client.written[i]);
        }
      }
    } finally {
      clients.forEach(Client::close);
      for (VfioUserServer server : servers) {
        server.close();
      }
    }
  }

  private void forward(RecordingDevice own, RecordingDevice next) {
    machine.lock();
    try {
      MessageDma dma = Objects.requireNonNull(next.client).messages();
      MemorySegment data = MemorySegment.ofArray(new byte[] {own.memory[1]});
      own.memory[1]++;
      assertTrue(dma.write(0x1000, data, 0, 1));
    } finally {
      machine.unlock();
    }
  }

  /** Posted writes and others in turn; then what the others write is waited for. */
  private static void write(Client client) {
    try {
      for (int i = 0; i < WRITES; i++) {
        boolean posted = i % 3 != 0;
        client.send(
            "0100 0a00 21000000 %s000000 00000000 0000000000000000 00000000 01000000 11"
                .formatted(posted ? "10" : "00"));
        if (!posted) {
          client.awaitReply();
        }
      }
      while (client.count < WRITES) {
        client.receive();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
