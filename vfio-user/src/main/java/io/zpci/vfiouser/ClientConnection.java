package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
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
  /** More than any message that this client can be sent: 1 MiB of data and what stands before. */
  static final int MAX_MESSAGE = (1 << 20) + 4096;

  private static final int FIRST_BUFFER = 64 << 10;

  private final UnixSocket socket;
  private final int timeout;

  /** Whether the server is expected to ask for memory. */
  private final boolean asked;

  private final Arena arena;
  private final ServerRequests requests;
  private final Received received = new Received();
  private MemorySegment out;
  private MemorySegment in;

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
   * @param arena of the buffers
   * @param requests answers the server
   */
  ClientConnection(UnixSocket socket, ClientOptions options, Arena arena, ServerRequests requests)
      throws PosixException {
    this.socket = socket;
    this.timeout = options.timeout();
    this.asked = options.memory() != null && !options.descriptors();
    this.arena = arena;
    this.requests = requests;
    this.out = arena.allocate(FIRST_BUFFER, 8);
    this.in = arena.allocate(FIRST_BUFFER, 8);
    try {
      socket.limitWaiting(timeout, timeout);
    } catch (PosixException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Room for a request of {@code size} bytes with its header; what is in it stays unless it was
   * smaller.
   */
  MemorySegment request(int size) {
    if (size > out.byteSize()) {
      out = arena.allocate(MAX_MESSAGE, 8);
    }
    return out;
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
    return in;
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
  int exchange(int command, int size, int least, List<Descriptor> descriptors) {
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
  int post(int command, int size) {
    if (failure != null) {
      return -Errno.ENOTCONN;
    }
    try {
      int _ = send(command, Wire.NO_REPLY, size, List.of());
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

  private int fail(IOException cause, int command) {
    IOException said = cause;
    if (cause instanceof PosixException posix && posix.errno() == Errno.EAGAIN) {
      String what = posix.call().equals("sendmsg") ? "did not take" : "did not answer";
      said =
          new IOException(
              "the server %s a message (command %d) within %d ms".formatted(what, command, timeout),
              cause);
    }
    failure = said;
    socket.shutdown();
    return -Errno.ENOTCONN;
  }

  private int send(int command, int flags, int size, List<Descriptor> descriptors)
      throws IOException {
    int id = nextId++ & 0xffff;
    putHeader(id, command, size, flags, 0);
    socket.send(out, 0, size, descriptors);
    return id;
  }

  private void putHeader(int id, int command, int size, int flags, int errno) {
    out.set(Wire.SHORT, 0, (short) id);
    out.set(Wire.SHORT, 2, (short) command);
    out.set(Wire.INT, 4, size);
    out.set(Wire.INT, 8, flags);
    out.set(Wire.INT, 12, errno);
  }

  private int await(int id, int command, int least) throws IOException {
    long begin = 0; // the clock is not read where the reply comes in one piece
    for (int pieces = 0; ; pieces++) {
      if (pieces == 1) {
        begin = System.nanoTime();
      } else if (pieces > 1 && System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(timeout)) {
        throw new PosixException("recvmsg", Errno.EAGAIN);
      }
      if (!hasMessage()) {
        fill();
      } else if ((in.get(Wire.INT, start + 8L) & Wire.TYPE) == 0) {
        takeRequest();
      } else {
        return takeReply(id, command, least);
      }
    }
  }

  private boolean hasMessage() throws IOException {
    if (end - start < Wire.HEADER) {
      return false;
    }
    long size = Integer.toUnsignedLong(in.get(Wire.INT, start + 4L));
    if (size < Wire.HEADER || size > MAX_MESSAGE) {
      throw new IOException("the server sent a message of %d bytes".formatted(size));
    }
    return end - start >= size;
  }

  /** Receives more; at least a byte. */
  private void fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end == in.byteSize() || needed() > in.byteSize() - start) {
      makeRoom();
    }
    int room = (int) Math.min(in.byteSize() - end, Integer.MAX_VALUE);
    int count = socket.receive(in, end, room, received);
    if (count == 0) {
      throw new IOException("the server closed the connection");
    }
    end += count;
  }

  /** How long the message is that begins at {@code start}, as far as that is known. */
  private int needed() {
    return end - start < Wire.HEADER ? Wire.HEADER : in.get(Wire.INT, start + 4L);
  }

  private void makeRoom() {
    MemorySegment to = needed() > in.byteSize() ? arena.allocate(MAX_MESSAGE, 8) : in;
    MemorySegment.copy(in, start, to, 0, end - start);
    in = to;
    end -= start;
    start = 0;
  }

  private int takeReply(int id, int command, int least) throws IOException {
    int at = start;
    int size = in.get(Wire.INT, at + 4L);
    int flags = in.get(Wire.INT, at + 8L);
    start += size;
    if ((in.get(Wire.SHORT, at) & 0xffff) != id
        || (in.get(Wire.SHORT, at + 2L) & 0xffff) != command
        || (flags & Wire.TYPE) != Wire.REPLY) {
      throw new IOException(
          "the server answered message %d (command %d) where %d (command %d) was sent"
              .formatted(
                  in.get(Wire.SHORT, at) & 0xffff,
                  in.get(Wire.SHORT, at + 2L) & 0xffff,
                  id,
                  command));
    }
    int descriptors = received.size();
    received.close();
    if (descriptors > 0 && command != Wire.GET_REGION_INFO) {
      throw new IOException(
          "the server sent %d descriptors with its answer to command %d"
              .formatted(descriptors, command));
    }
    if ((flags & Wire.ERROR) != 0) {
      int errno = in.get(Wire.INT, at + 12L);
      return errno > 0 && errno <= 4095 ? -errno : -Errno.EIO;
    }
    replyAt = at + Wire.HEADER;
    replyLength = size - Wire.HEADER;
    if (replyLength < least) {
      throw new IOException(
          "the server's answer to command %d has %d bytes, %d were expected"
              .formatted(command, replyLength, least));
    }
    return 0;
  }

  private void takeRequest() throws IOException {
    int at = start;
    int id = in.get(Wire.SHORT, at) & 0xffff;
    int command = in.get(Wire.SHORT, at + 2L) & 0xffff;
    int size = in.get(Wire.INT, at + 4L);
    int flags = in.get(Wire.INT, at + 8L);
    if ((flags & Wire.TYPE) != 0) {
      throw new IOException("the server answered message %d, which nobody waits for".formatted(id));
    }
    start += size;
    int answer = -Errno.EINVAL;
    if (received.size() == 0) {
      answer = requests.answer(command, in, at + Wire.HEADER, size - Wire.HEADER, this);
    }
    received.close();
    if ((flags & Wire.NO_REPLY) != 0) {
      return;
    }
    int length = answer < 0 ? 0 : answer;
    int error = answer < 0 ? Wire.ERROR : 0;
    putHeader(id, command, Wire.HEADER + length, Wire.REPLY | error, answer < 0 ? -answer : 0);
    socket.send(out, 0, Wire.HEADER + length, List.of());
  }

  @Override
  public void close() {
    if (failure == null) {
      failure = new IOException("the client was closed");
    }
    received.close();
    socket.close();
  }
}
