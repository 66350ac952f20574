package io.zpci.blocks;

import io.zpci.arch.Request;
import io.zpci.posix.Received;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One vCPU of a QEMU with the plugin: takes its blocks, one after the other, on one thread. */
final class PluginConnection implements Runnable {
  /** How long the next block of a copy is looked for before this sleeps: some come every 20 us. */
  private static final long NEXT_NANOS = 60_000;

  /** One byte more than a message has: what comes before the answer is noticed. */
  private static final int ROOM = PluginMessages.HEADER_SIZE + PluginMessages.MAX_BLOCK + 1;

  private final UnixSocket socket;
  private final List<GuestBlocks> guests;
  private final PluginEvents events;
  private int vcpu = -1;

  PluginConnection(UnixSocket socket, List<GuestBlocks> guests, PluginEvents events) {
    this.socket = socket;
    this.guests = guests;
    this.events = events;
  }

  /** Ends it, from any thread: {@link #run} returns. */
  void shutdown() {
    socket.shutdown();
  }

  /** Returns when the connection has ended; the socket is closed then. */
  @Override
  public void run() {
    String why;
    try (socket;
        Received received = new Received();
        TransferBuffer message = new TransferBuffer(ROOM);
        TransferBuffer answer = new TransferBuffer(PluginMessages.ANSWER_SIZE)) {
      why = greet(message, received);
      if (why.isEmpty()) {
        events.connected(vcpu);
        why = takeBlocks(message, answer, received);
      }
    } catch (IOException | RuntimeException | InternalError e) {
      // An InternalError is guest memory whose file was cut.
      why = String.valueOf(e.getMessage());
    }
    events.disconnected(vcpu, why);
  }

  /** What was wrong; empty where nothing was. */
  private String greet(TransferBuffer greeting, Received received) throws IOException {
    int length = complete(greeting, 0, PluginMessages.GREETING_SIZE, received);
    String wrong = PluginMessages.wrongGreeting(greeting.bytes());
    if (!wrong.isEmpty()) {
      return wrong;
    }
    vcpu = PluginMessages.greetingVcpu(greeting.bytes());
    socket.send(greeting, 0, length);
    return "";
  }

  private String takeBlocks(TransferBuffer message, TransferBuffer answer, Received received)
      throws IOException {
    while (true) {
      boolean _ = socket.look(NEXT_NANOS);
      int length = socket.receive(message, 0, ROOM, received);
      if (length == 0) {
        return "the plugin closed it";
      }
      length = complete(message, length, PluginMessages.HEADER_SIZE, received);
      if (!PluginMessages.sound(message.bytes(), vcpu)) {
        return PluginMessages.describe(message.bytes());
      }
      int end = PluginMessages.HEADER_SIZE + PluginMessages.length(message.bytes());
      length = complete(message, length, end, received);
      if (length > end || received.size() > 0) {
        return "something came along with a block, or before its answer";
      }
      execute(message.bytes(), answer.bytes());
      socket.send(answer, 0, PluginMessages.ANSWER_SIZE);
    }
  }

  /** Receives until {@code length} is at least {@code wanted}; answers what it is then. */
  private int complete(TransferBuffer message, int length, int wanted, Received received)
      throws IOException {
    int done = length;
    while (done < wanted) {
      int piece = socket.receive(message, done, wanted - done, received);
      if (piece == 0) {
        throw new EOFException("the plugin ended after %d of %d bytes".formatted(done, wanted));
      }
      done += piece;
    }
    return done;
  }

  private void execute(MemorySegment message, MemorySegment answer) {
    long request = PluginMessages.request(message);
    GuestBlocks guest = serving(Request.handle(request));
    if (guest == null) {
      PluginMessages.notServed(answer);
      return;
    }
    int outcome =
        guest.storeBlock(
            request,
            PluginMessages.offset(message),
            PluginMessages.address(message),
            message,
            PluginMessages.HEADER_SIZE);
    PluginMessages.answer(answer, outcome);
  }

  private @Nullable GuestBlocks serving(int handle) {
    // By index: an iterator would be an allocation for each block.
    for (int i = 0; i < guests.size(); i++) {
      if (guests.get(i).serves(handle)) {
        return guests.get(i);
      }
    }
    return null;
  }
}
