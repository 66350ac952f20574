package io.zpci.serve;

import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.SharedFile;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;
import io.zpci.vfiouser.Message;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Plays sessions of a client that means no good. It reads what the server sends, so that a server
 * that waits for ever does so for no good reason; what the server asks of its memory it answers,
 * mostly.
 */
final class HostileClient implements AutoCloseable {
  private static final int EAGAIN = 11;
  private static final int PATIENCE = 20_000;
  private static final int SYNC = 0xfffe;
  private static final int GET_INFO = 4;
  private static final int DMA_READ = 11;
  private static final int DMA_WRITE = 12;
  private static final int DMA = 32;
  private static final long MEMORY = 32 << 20;

  private final SharedFile memory = SharedFile.create("memory", MEMORY);
  private final SharedFile small = SharedFile.create("small", 100);
  private final SharedFile empty = SharedFile.create("empty", 0);
  private final EventFd eventFd = EventFd.create();
  private final TransferBuffer in = new TransferBuffer(2L * Message.MAX_SIZE);
  private final TransferBuffer out = new TransferBuffer(Message.MAX_SIZE);
  private final Received received = new Received();
  private SharedFile toBeCut = SharedFile.create("cut", MEMORY);
  private boolean cut;
  private SplittableRandom random = new SplittableRandom(0);
  private int end;
  private boolean synced;

  HostileClient() throws PosixException {}

  /** The server did not do anything for a long time where it had to. */
  static final class Hang extends IOException {
    private static final long serialVersionUID = 1;

    Hang(String where) {
      super(where);
    }
  }

  /** What letters of {@link HostileMessage} stand for. */
  private List<Descriptor> files(String letters, UnixSocket socket) {
    List<Descriptor> files = new ArrayList<>(letters.length());
    for (char letter : letters.toCharArray()) {
      files.add(
          switch (letter) {
            case 'c' -> toBeCut.descriptor();
            case 's' -> small.descriptor();
            case 'z' -> empty.descriptor();
            case 'e' -> eventFd.descriptor();
            case 'k' -> socket.descriptor();
            default -> memory.descriptor();
          });
    }
    return files;
  }

  /**
   * Plays a session from connecting to closing.
   *
   * @return how many of the messages were sent before the server ended the connection
   * @throws Hang where the server stopped doing anything
   */
  int play(Path path, List<HostileMessage> messages, long seed) throws IOException {
    random = new SplittableRandom(seed);
    end = 0;
    synced = false;
    int sent = 0;
    if (cut) {
      toBeCut.close();
      toBeCut = SharedFile.create("cut", MEMORY);
      cut = false;
    }
    try (UnixSocket socket = UnixSocket.connect(path, PATIENCE)) {
      socket.limitWaiting(PATIENCE, PATIENCE);
      boolean inStep = true;
      for (HostileMessage message : messages) {
        if (message == HostileMessage.CUT) {
          toBeCut.resize(0);
          cut = true;
        } else {
          inStep = inStep && message.isWhole();
          send(socket, message);
        }
        sent++;
        while (socket.readable(0)) {
          receive(socket);
        }
      }
      if (inStep) {
        askForAnAnswer(socket);
      }
    } catch (PosixException e) {
      if (e.errno() == EAGAIN) {
        throw new Hang(e.call());
      }
      // The server has closed the connection, which is its right.
    } catch (Ended e) {
      // The same, seen while receiving.
    }
    return sent;
  }

  private static final class Ended extends IOException {
    private static final long serialVersionUID = 1;
  }

  private void send(UnixSocket socket, HostileMessage message) throws IOException {
    byte[] bytes = message.bytes();
    if (bytes.length > 0) {
      socket.send(MemorySegment.ofArray(bytes), 0, bytes.length, files(message.files(), socket));
    }
  }

  /** A server that is in step answers this one, whatever came before, or ends the connection. */
  private void askForAnAnswer(UnixSocket socket) throws IOException {
    MemorySegment bytes = out.bytes();
    Message.putHeader(bytes, 0, SYNC, GET_INFO, DMA, 0, 0);
    bytes.asSlice(Message.HEADER, 16).fill((byte) 0);
    bytes.set(Message.INT, Message.HEADER, 16);
    socket.send(out, 0, DMA);
    while (!synced) {
      receive(socket);
    }
  }

  private void receive(UnixSocket socket) throws IOException {
    int count = socket.receive(in, end, (int) in.bytes().byteSize() - end, received);
    received.close();
    if (count == 0) {
      throw new Ended();
    }
    end += count;
    int start = 0;
    while (end - start >= Message.HEADER) {
      int size = Message.size(in.bytes(), start);
      if (!Message.isSize(size)) {
        throw new AssertionError("the server sent a message of " + size + " bytes");
      }
      if (size > end - start) {
        break;
      }
      take(socket, start);
      start += size;
    }
    MemorySegment.copy(in.bytes(), start, in.bytes(), 0, end - start);
    end -= start;
  }

  private void take(UnixSocket socket, int at) throws IOException {
    int command = Message.command(in.bytes(), at);
    int id = Message.id(in.bytes(), at);
    if ((Message.flags(in.bytes(), at) & Message.TYPE) == Message.TYPE_COMMAND) {
      answer(socket, at, id, command);
    } else if (id == SYNC && command == GET_INFO) {
      synced = true;
    }
  }

  private void answer(UnixSocket socket, int at, int id, int command) throws IOException {
    if (command != DMA_READ && command != DMA_WRITE) {
      throw new AssertionError("the server asked " + command);
    }
    MemorySegment bytes = out.bytes();
    int count = (int) in.bytes().get(Message.LONG, at + Message.HEADER + 8L);
    int size = command == DMA_READ ? DMA + count : DMA;
    MemorySegment.copy(in.bytes(), at, bytes, 0, DMA);
    Message.putHeader(bytes, 0, id, command, size, Message.TYPE_REPLY, 0);
    switch (random.nextInt(24)) {
      case 0 -> {
        size = Message.HEADER;
        Message.putHeader(
            bytes, 0, id, command, size, Message.TYPE_REPLY | Message.ERROR, random.nextInt(200));
      }
      case 1 -> bytes.set(Message.INT, random.nextInt(DMA / 4) * 4L, random.nextInt());
      case 2 -> {
        size = Message.HEADER + random.nextInt(size);
        bytes.set(Message.INT, Message.SIZE, size);
      }
      default -> {}
    }
    socket.send(out, 0, size);
  }

  @Override
  public void close() {
    memory.close();
    small.close();
    empty.close();
    toBeCut.close();
    eventFd.close();
    in.close();
    out.close();
  }
}
