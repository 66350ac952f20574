package io.zpci.posix;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * A connected UNIX stream socket that passes descriptors. A descriptor is sent with the first byte
 * of what it belongs to, and is received with whatever takes that byte.
 *
 * <p>One thread may send while another receives, each in its own buffers: what goes to the kernel
 * is copied through buffers of the socket's own, so a caller's segment may be any, and memory that
 * may vanish is never handed to a native call. Any thread may {@link #shutdown}: then whoever waits
 * ends.
 */
public final class UnixSocket implements AutoCloseable {
  /** The most descriptors in one message (Linux: SCM_MAX_FD). */
  public static final int MAX_DESCRIPTORS = 253;

  private static final int BUFFER = 64 << 10;

  private static final boolean ONE_CPU = Runtime.getRuntime().availableProcessors() == 1;

  /** In a millisecond. */
  private static final long NANOS = 1_000_000;

  private final Descriptor descriptor;
  private final Arena arena = Arena.ofShared();
  private final Message out = new Message(arena);
  private final Message in = new Message(arena);
  private volatile int sendLimit;

  UnixSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Connects to who listens at {@code path}.
   *
   * @throws PosixException where nobody does
   */
  public static UnixSocket connect(Path path) throws PosixException {
    return connect(path, 0);
  }

  /**
   * Connects to who listens at {@code path}, if that has room for one more within {@code millis}
   * milliseconds; 0 waits for ever.
   *
   * @throws PosixException where nobody does; EAGAIN where there is no room
   */
  public static UnixSocket connect(Path path, int millis) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = SocketAddress.of(path, arena);
      UnixSocket socket = new UnixSocket(Descriptor.of("socket", Libc.socket()));
      try {
        socket.limit(Libc.SO_SNDTIMEO, millis);
        int answer = Libc.connect(socket.descriptor.number(), address);
        if (answer < 0) {
          throw new PosixException("connect " + path, -answer);
        }
        socket.limit(Libc.SO_SNDTIMEO, 0);
        return socket;
      } catch (PosixException e) {
        socket.close();
        throw e;
      }
    }
  }

  /** The descriptor, which stays the socket's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Sends all of {@code length} bytes of {@code source} from {@code at} on, the descriptors with
   * the first of them. It waits where the peer does not read.
   *
   * @param descriptors stay the caller's; only with at least one byte
   */
  public void send(MemorySegment source, long at, int length, List<Descriptor> descriptors)
      throws IOException {
    if (length == 0 && !descriptors.isEmpty()) {
      throw new IllegalArgumentException("descriptors without a byte that they go with");
    }
    synchronized (out) {
      int done = 0;
      while (done < length) {
        int piece = Math.min(length - done, BUFFER);
        MemorySegment.copy(source, at + done, out.buffer, 0, piece);
        out.prepare(piece, done == 0 ? descriptors : List.of());
        int sent = 0;
        do {
          long answer = Libc.sendmsg(descriptor.number(), out.header);
          if (answer < 0) {
            throw new PosixException("sendmsg", (int) -answer);
          }
          sent += (int) answer;
          out.advance(sent, piece - sent);
        } while (sent < piece);
        done += piece;
      }
    }
  }

  /**
   * Sends all of {@code length} bytes of {@code source} from {@code at} on, without a copy and
   * without descriptors. Messages of several threads stay whole.
   *
   * @throws PosixException EAGAIN where the peer did not take it all within the time that {@link
   *     #limitWaiting} gives it
   */
  public void send(TransferBuffer source, long at, int length) throws PosixException {
    long address = source.address(at, length);
    int flags = sendLimit > 0 ? Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT : Libc.MSG_NOSIGNAL;
    synchronized (out) {
      long deadline = 0;
      int done = 0;
      while (done < length) {
        long answer = Libc.send(descriptor.number(), address + done, length - done, flags);
        if (answer == -Libc.EAGAIN) {
          // By a time of its own: the kernel's begins anew with each part that the peer takes.
          deadline = deadline == 0 ? System.nanoTime() + sendLimit * NANOS : deadline;
          awaitRoom(deadline);
        } else if (answer < 0) {
          throw new PosixException("send", (int) -answer);
        } else {
          done += (int) answer;
        }
      }
    }
  }

  private void awaitRoom(long deadline) throws PosixException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new PosixException("send", Libc.EAGAIN);
    }
    boolean _ = Polling.writable(descriptor.number(), (int) ((left + NANOS - 1) / NANOS));
  }

  /**
   * Receives what is there, at least one byte, without a copy. Linux ends this after bytes that
   * came with descriptors: descriptors belong to what was sent last of what this receives.
   *
   * @param received gets descriptors that came along
   * @return how many bytes, at most {@code length}; 0 where the peer has ended
   * @throws IOException where descriptors that came along could not be received too
   */
  public int receive(TransferBuffer target, long at, int length, Received received)
      throws IOException {
    synchronized (in) {
      in.point(target.address(at, length), length);
      return receive(received);
    }
  }

  private int receive(Received received) throws IOException {
    in.expectDescriptors();
    long answer = Libc.recvmsg(descriptor.number(), in.header);
    if (answer < 0) {
      throw new PosixException("recvmsg", (int) -answer);
    }
    in.takeDescriptors(received);
    return (int) answer;
  }

  /**
   * Receives what is there, at least one byte.
   *
   * @param received gets descriptors that came along
   * @return how many bytes, at most {@code length}; 0 where the peer has ended
   */
  public int receive(MemorySegment target, long at, int length, Received received)
      throws IOException {
    synchronized (in) {
      in.prepare(Math.min(length, BUFFER), List.of());
      int answer = receive(received);
      MemorySegment.copy(in.buffer, 0, target, at, answer);
      return answer;
    }
  }

  /**
   * Receives all of {@code length} bytes.
   *
   * @throws EOFException where the peer ended before
   */
  public void receiveAll(MemorySegment target, long at, int length, Received received)
      throws IOException {
    int done = 0;
    while (done < length) {
      int piece = receive(target, at + done, length - done, received);
      if (piece == 0) {
        throw new EOFException("the peer ended after %d of %d bytes".formatted(done, length));
      }
      done += piece;
    }
  }

  /**
   * Whether there is something to receive, the end too, within {@code millis} milliseconds;
   * negative waits for ever.
   */
  public boolean readable(int millis) throws PosixException {
    return Polling.readable(descriptor.number(), millis);
  }

  /**
   * Looks, without sleep, whether there is something to receive, the end too, for at most {@code
   * nanos} nanoseconds: for what is about to come in less time than it takes to wake a thread. A
   * machine with one CPU looks once.
   */
  public boolean look(long nanos) throws PosixException {
    if (ONE_CPU) {
      return readable(0);
    }
    long begin = System.nanoTime();
    while (!readable(0)) {
      if (System.nanoTime() - begin > nanos) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /**
   * How long {@link #receive} and {@link #send} wait for the peer at most, each time: then they
   * throw a {@link PosixException} of EAGAIN, and of what was to be sent any part may be on its
   * way.
   *
   * @param receive milliseconds; 0 waits for ever
   * @param send milliseconds; 0 waits for ever
   */
  public void limitWaiting(int receive, int send) throws PosixException {
    sendLimit = send;
    limit(Libc.SO_RCVTIMEO, receive);
    limit(Libc.SO_SNDTIMEO, send);
  }

  private void limit(int option, int millis) throws PosixException {
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment time = confined.allocate(16, 8); // struct timeval
      time.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
      time.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * 1000L);
      int answer = Libc.setsockopt(descriptor.number(), option, time);
      if (answer < 0) {
        throw new PosixException("setsockopt", -answer);
      }
    }
  }

  /** Ends both directions: a thread that waits in {@link #receive} is told the end. */
  public void shutdown() {
    int _ = Libc.shutdown(descriptor.number());
  }

  /** Closes the socket; nobody may be using it. */
  @Override
  public void close() {
    if (!descriptor.closed()) {
      descriptor.close();
      arena.close();
    }
  }

  /** {@code struct msghdr} with one buffer and room for descriptors. */
  private static final class Message {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int HEADER_SIZE = 56;
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;

    /** {@code struct cmsghdr}: length, level, type; then the descriptors. */
    private static final int ITEM_LEVEL = 8;

    private static final int ITEM_TYPE = 12;
    private static final int ITEM_DATA = 16;

    private final MemorySegment header;
    private final MemorySegment vector;
    private final MemorySegment control;
    private final MemorySegment buffer;

    private Message(Arena arena) {
      header = arena.allocate(HEADER_SIZE, 8);
      vector = arena.allocate(16, 8);
      control = arena.allocate(ITEM_DATA + 4L * (MAX_DESCRIPTORS + 1), 8);
      buffer = arena.allocate(BUFFER, 8);
      header.set(LONG, IOV, vector.address());
      header.set(LONG, IOV_COUNT, 1);
    }

    private void prepare(int length, List<Descriptor> descriptors) {
      advance(0, length);
      int count = descriptors.size();
      if (count > MAX_DESCRIPTORS) {
        throw new IllegalArgumentException(
            count + " descriptors, at most " + MAX_DESCRIPTORS + " go with a message");
      }
      if (count == 0) {
        return;
      }
      int size = ITEM_DATA + Integer.BYTES * count;
      control.set(LONG, 0, size);
      control.set(INT, ITEM_LEVEL, Libc.SOL_SOCKET);
      control.set(INT, ITEM_TYPE, Libc.SCM_RIGHTS);
      for (int i = 0; i < count; i++) {
        control.set(INT, ITEM_DATA + (long) Integer.BYTES * i, descriptors.get(i).number());
      }
      header.set(LONG, CONTROL, control.address());
      header.set(LONG, CONTROL_LENGTH, (size + 7) & -8);
    }

    /** What is left to send of the buffer; the descriptors went with its first byte. */
    private void advance(int from, int length) {
      point(buffer.address() + from, length);
      header.set(LONG, CONTROL, 0);
      header.set(LONG, CONTROL_LENGTH, 0);
      header.set(INT, FLAGS, 0);
    }

    private void point(long address, int length) {
      vector.set(LONG, 0, address);
      vector.set(LONG, 8, length);
    }

    private void expectDescriptors() {
      header.set(INT, FLAGS, 0);
      header.set(LONG, CONTROL, control.address());
      header.set(LONG, CONTROL_LENGTH, control.byteSize());
    }

    private void takeDescriptors(Received received) throws IOException {
      long end = header.get(LONG, CONTROL_LENGTH);
      long item = 0;
      while (item + ITEM_DATA <= end) {
        long size = control.get(LONG, item);
        if (size < ITEM_DATA) {
          break;
        }
        if (control.get(INT, item + ITEM_LEVEL) == Libc.SOL_SOCKET
            && control.get(INT, item + ITEM_TYPE) == Libc.SCM_RIGHTS) {
          for (long at = item + ITEM_DATA; at + Integer.BYTES <= item + size; at += Integer.BYTES) {
            received.add(control.get(INT, at));
          }
        }
        item += (size + 7) & -8;
      }
      if ((header.get(INT, FLAGS) & Libc.MSG_CTRUNC) != 0) {
        throw new IOException("descriptors came along that this process has no room for");
      }
    }
  }
}
