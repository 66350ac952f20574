package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of the socket: one request at a time, its reply, and what the server asks
 * meanwhile. A request is one {@code sendmsg}; a reply that comes in one piece is one {@code
 * recvmsg}. Whatever the server does that the protocol does not have ends the connection.
 *
 * <p>A request is put into {@link #request}, behind room for its header. Nothing allocates unless a
 * message is larger than all before.
 */
final class ClientConnection implements AutoCloseable {
  private static final int FIRST_BUFFER = 64 << 10;

  private final UnixSocket socket;
  private final int timeout;

  /** Whether the server is expected to ask for memory. */
  private final boolean asked;

  private final ServerRequests requests;
  private final Received received = new Received();
  private TransferBuffer out = new TransferBuffer(FIRST_BUFFER);
  private TransferBuffer in = new TransferBuffer(FIRST_BUFFER);

  /** What was received and not looked at yet: {@code [start, end)} of {@code in}. */
  private int start;

  private int end;
  private int replyAt;
  private int replyLength;
  private short nextId;
  private @Nullable IOException failure;

  /**
   * On {@code socket}, which is this one's now.
   *
   * @param requests answers the server
   */
  ClientConnection(UnixSocket socket, ClientOptions options, ServerRequests requests)
      throws PosixException {
    this.socket = socket;
    this.timeout = options.timeout();
    this.asked = options.memory() != null && !options.descriptors();
    this.requests = requests;
    try {
      socket.limitWaiting(timeout, timeout);
    } catch (PosixException e) {
      close();
      throw e;
    }
  }

  /**
   * Room for a request of {@code size} bytes with its header; what is in it stays unless it was
   * smaller.
   */
  MemorySegment request(int size) {
    if (size > out.bytes().byteSize()) {
      out.close();
      out = new TransferBuffer(Message.MAX_SIZE);
    }
    return out.bytes();
  }

  /**
   * {@link #request} for a message that nobody answers. What the server has asked is answered
   * first: it may read nothing more until it is, and then the message could not be sent.
   */
  MemorySegment requestToPost(int size) {
    if (asked && failure == null) {
      try {
        serve();
      } catch (IOException e) {
        // The failure is kept: the message will not be sent.
      }
    }
    return request(size);
  }

  /** Where the last reply's payload stands. */
  MemorySegment reply() {
    return in.bytes();
  }

  /** Where in {@link #reply} the payload begins. */
  int replyAt() {
    return replyAt;
  }

  /** How long the payload is. */
  int replyLength() {
    return replyLength;
  }

  /** Why nothing more goes through this; null while it does. */
  @Nullable IOException failure() {
    return failure;
  }

  Descriptor descriptor() {
    return socket.descriptor();
  }

  /**
   * Sends what stands in {@link #request} and waits for the reply.
   *
   * @param size of the request with its header
   * @param least bytes of payload that the reply must have
   * @return 0, or a negative errno: the server's, or ENOTCONN where the connection has ended
   */
  int exchange(VfioUserCommand command, int size, int least, List<Descriptor> descriptors) {
    if (failure != null) {
      return -Errno.ENOTCONN;
    }
    try {
      int id = send(command, 0, size, descriptors);
      return await(id, command, least);
    } catch (IOException e) {
      return fail(e, command);
    }
  }

  /** Sends what stands in {@link #request}, which nobody answers; 0 or -ENOTCONN. */
  int post(VfioUserCommand command, int size) {
    if (failure != null) {
      return -Errno.ENOTCONN;
    }
    try {
      int _ = send(command, Message.NO_REPLY, size, List.of());
      return 0;
    } catch (IOException e) {
      return fail(e, command);
    }
  }

  /** Answers what the server has asked, without waiting for more. */
  void serve() throws IOException {
    IOException ended = failure;
    if (ended != null) {
      throw ended;
    }
    try {
      while (hasMessage() || socket.readable(0)) {
        while (!hasMessage()) {
          fill();
        }
        takeRequest();
      }
    } catch (IOException e) {
      failure = e;
      socket.shutdown();
      throw e;
    }
  }

  /** The server did {@code what}, which ends the connection; -ENOTCONN. */
  int violated(String what) {
    failure = new IOException("the server sent " + what);
    socket.shutdown();
    return -Errno.ENOTCONN;
  }

  private int fail(IOException cause, VfioUserCommand command) {
    IOException said = cause;
    if (cause instanceof PosixException posix && posix.errno() == Errno.EAGAIN) {
      String what = posix.call().startsWith("send") ? "did not take" : "did not answer";
      said =
          new IOException("the server %s %s within %d ms".formatted(what, command, timeout), cause);
    }
    failure = said;
    socket.shutdown();
    return -Errno.ENOTCONN;
  }

  private int send(VfioUserCommand command, int flags, int size, List<Descriptor> descriptors)
      throws IOException {
    int id = nextId++ & 0xffff;
    Message.putHeader(out.bytes(), 0, id, command.code(), size, flags, 0);
    if (descriptors.isEmpty()) {
      socket.send(out, 0, size);
    } else {
      socket.send(out.bytes(), 0, size, descriptors);
    }
    return id;
  }

  private int await(int id, VfioUserCommand command, int least) throws IOException {
    long begin = 0; // the clock is not read where the reply comes in one piece
    for (int pieces = 0; ; pieces++) {
      if (pieces == 1) {
        begin = System.nanoTime();
      } else if (pieces > 1 && System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(timeout)) {
        throw new PosixException("recvmsg", Errno.EAGAIN);
      }
      if (!hasMessage()) {
        fill();
      } else if ((Message.flags(in.bytes(), start) & Message.TYPE) == Message.TYPE_COMMAND) {
        takeRequest();
      } else {
        return takeReply(id, command, least);
      }
    }
  }

  private boolean hasMessage() throws IOException {
    if (end - start < Message.HEADER) {
      return false;
    }
    int size = Message.size(in.bytes(), start);
    if (!Message.isSize(size)) {
      throw new IOException(
          "the server sent a message of " + Integer.toUnsignedString(size) + " bytes");
    }
    return end - start >= size;
  }

  /** Whether a message was received that nobody has looked at, or what cannot be one. */
  boolean isPending() {
    try {
      return hasMessage();
    } catch (IOException e) {
      return true;
    }
  }

  /** Receives more; at least a byte. */
  private void fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end == in.bytes().byteSize() || needed() > in.bytes().byteSize() - start) {
      makeRoom();
    }
    int room = (int) in.bytes().byteSize() - end;
    int count = socket.receive(in, end, room, received);
    if (count == 0) {
      throw new IOException("the server closed the connection");
    }
    end += count;
  }

  /** How long the message is that begins at {@code start}, as far as that is known. */
  private int needed() {
    return end - start < Message.HEADER ? Message.HEADER : Message.size(in.bytes(), start);
  }

  private void makeRoom() {
    TransferBuffer before = in;
    if (needed() > before.bytes().byteSize()) {
      in = new TransferBuffer(Message.MAX_SIZE);
    }
    MemorySegment.copy(before.bytes(), start, in.bytes(), 0, end - start);
    if (in != before) {
      before.close();
    }
    end -= start;
    start = 0;
  }

  private int takeReply(int id, VfioUserCommand command, int least) throws IOException {
    int at = start;
    int size = Message.size(in.bytes(), at);
    int flags = Message.flags(in.bytes(), at);
    start += size;
    if (Message.id(in.bytes(), at) != id
        || Message.command(in.bytes(), at) != command.code()
        || (flags & Message.TYPE) != Message.TYPE_REPLY) {
      throw new IOException(
          "the server answered message %d (command %d) where %d (command %d) was sent"
              .formatted(
                  Message.id(in.bytes(), at), Message.command(in.bytes(), at), id, command.code()));
    }
    int descriptors = received.size();
    received.close();
    if (descriptors > 0 && command != VfioUserCommand.DEVICE_GET_REGION_INFO) {
      throw new IOException(
          "the server sent %d descriptors with its answer to %s".formatted(descriptors, command));
    }
    if ((flags & Message.ERROR) != 0) {
      int errno = Message.errno(in.bytes(), at);
      return errno > 0 && errno <= 4095 ? -errno : -Errno.EIO;
    }
    replyAt = at + Message.HEADER;
    replyLength = size - Message.HEADER;
    if (replyLength < least) {
      throw new IOException(
          "the server's answer to %s has %d bytes, %d were expected"
              .formatted(command, replyLength, least));
    }
    return 0;
  }

  private void takeRequest() throws IOException {
    int at = start;
    int id = Message.id(in.bytes(), at);
    int command = Message.command(in.bytes(), at);
    int size = Message.size(in.bytes(), at);
    int flags = Message.flags(in.bytes(), at);
    if ((flags & Message.TYPE) != 0) {
      throw new IOException("the server answered message %d, which nobody waits for".formatted(id));
    }
    start += size;
    int answer = -Errno.EINVAL;
    if (received.size() == 0) {
      answer = requests.answer(command, in.bytes(), at, size, this);
    }
    received.close();
    if ((flags & Message.NO_REPLY) != 0) {
      return;
    }
    int length = answer < 0 ? Message.HEADER : answer;
    int reply = Message.TYPE_REPLY | (answer < 0 ? Message.ERROR : 0);
    Message.putHeader(out.bytes(), 0, id, command, length, reply, answer < 0 ? -answer : 0);
    socket.send(out, 0, length);
  }

  @Override
  public void close() {
    if (failure == null) {
      failure = new IOException("the client was closed");
    }
    received.close();
    socket.close();
    out.close();
    in.close();
  }
}
