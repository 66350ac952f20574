package io.zpci.serve;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.Received;
import io.zpci.posix.SharedFile;
import io.zpci.posix.Threads;
import io.zpci.posix.UnixSocket;
import io.zpci.recording.RecordedMemory;
import io.zpci.vfiouser.Message;
import io.zpci.vfiouser.Payload;
import io.zpci.vfiouser.VfioUserCommand;
import io.zpci.workload.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that says again what a recorded one said, with descriptors made up: one file is the
 * guest's memory, and every interrupt has an eventfd. A server that asks for memory by messages is
 * answered at once, on a thread of its own.
 */
final class TranscriptClient implements AutoCloseable {
  private static final int DMA_DATA = Message.HEADER + Payload.Dma.SIZE;
  private static final int MAX_DMA = 1 << 20;

  /** How long a server may take for an answer. */
  private static final int PATIENCE_SECONDS = 20;

  private final UnixSocket socket;
  private final SharedFile memory;
  private final RecordedMemory withoutFile = new RecordedMemory();
  private final List<EventFd> eventfds = new ArrayList<>();
  private final BlockingQueue<Bytes> answers = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** There are no more answers: the connection is over, or the server was waited for in vain. */
  private boolean ended;

  /**
   * Connects to the server at {@code path}.
   *
   * @param memorySize bytes of the guest's memory
   */
  TranscriptClient(Path path, long memorySize) throws IOException {
    memory = SharedFile.create("guest", memorySize);
    try {
      socket = UnixSocket.connect(path);
    } catch (IOException e) {
      memory.close();
      throw e;
    }
    withoutFile.map(0, 0, 0, 3);
    reader = Thread.ofPlatform().daemon().name("client of " + path).start(this::read);
  }

  /** Sends {@code message} with so many descriptors. */
  void send(Bytes message, int descriptors) throws IOException {
    byte[] bytes = message.toArray();
    MemorySegment segment = MemorySegment.ofArray(bytes);
    socket.send(segment, 0, bytes.length, descriptors(segment, descriptors));
  }

  private List<Descriptor> descriptors(MemorySegment message, int count) throws IOException {
    if (Message.command(message, 0) == VfioUserCommand.DMA_MAP.code()) {
      return Collections.nCopies(count, memory.descriptor());
    }
    List<Descriptor> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventFd eventfd = EventFd.create();
      eventfds.add(eventfd);
      made.add(eventfd.descriptor());
    }
    return made;
  }

  /** The next reply; null where none comes. */
  @Nullable Bytes answer() throws InterruptedException {
    Bytes answer = ended ? null : answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ended = answer == null || answer.size() == 0;
    return ended ? null : answer;
  }

  private void read() {
    byte[] header = new byte[Message.HEADER];
    try (Received received = new Received()) {
      while (true) {
        socket.receiveAll(MemorySegment.ofArray(header), 0, header.length, received);
        int size = Message.size(MemorySegment.ofArray(header), 0);
        if (!Message.isSize(size)) {
          break;
        }
        byte[] whole = Arrays.copyOf(header, size);
        MemorySegment message = MemorySegment.ofArray(whole);
        socket.receiveAll(message, Message.HEADER, size - Message.HEADER, received);
        if ((Message.flags(message, 0) & Message.TYPE) == Message.TYPE_REPLY) {
          answers.add(Bytes.of(whole));
        } else {
          serve(message);
        }
      }
    } catch (EOFException e) {
      // The server has ended the connection.
    } catch (IOException e) {
      // Closed meanwhile, or as good as that.
    }
    answers.add(Bytes.NONE);
  }

  /** {@code DMA_READ} and {@code DMA_WRITE}, as the protocol has them. */
  private void serve(MemorySegment request) throws IOException {
    int command = Message.command(request, 0);
    boolean reads = command == VfioUserCommand.DMA_READ.code();
    long address = 0;
    long count = 0;
    if (request.byteSize() >= DMA_DATA) {
      address = request.get(Message.LONG, Message.HEADER + Payload.Dma.ADDRESS);
      count = request.get(Message.LONG, Message.HEADER + Payload.Dma.COUNT);
    }
    boolean fine =
        count > 0
            && count <= MAX_DMA
            && (reads
                || (command == VfioUserCommand.DMA_WRITE.code()
                    && count <= request.byteSize() - DMA_DATA));
    int size = !fine ? Message.HEADER : DMA_DATA + (reads ? (int) count : 0);
    MemorySegment reply = MemorySegment.ofArray(new byte[size]);
    int flags = Message.TYPE_REPLY | (fine ? 0 : Message.ERROR);
    Message.putHeader(
        reply, 0, Message.id(request, 0), command, size, flags, fine ? 0 : Errno.EINVAL);
    if (fine) {
      reply.set(Message.LONG, Message.HEADER + Payload.Dma.ADDRESS, address);
      reply.set(Message.LONG, Message.HEADER + Payload.Dma.COUNT, count);
      int _ =
          reads
              ? withoutFile.read(address, reply, DMA_DATA, count)
              : withoutFile.write(address, request, DMA_DATA, count);
    }
    socket.send(reply, 0, size, List.of());
  }

  /** Goes away; when this returns nobody reads any more. */
  @Override
  public void close() {
    socket.shutdown();
    Threads.join(reader);
    socket.close();
    eventfds.forEach(EventFd::close);
    memory.close();
  }
}
