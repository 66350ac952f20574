package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends: commands for the connection's thread, and the reply that somebody waits for
 * who reaches the client's memory by messages.
 *
 * <p>Who reads takes turns. The connection's thread reads as long as it has no command; who waits
 * for a reply while nobody reads does it itself, and leaves commands that come meanwhile where they
 * are: all messages stay in one buffer, in order, until they are dealt with. So the reply is found
 * while the connection's thread executes a command, whatever that waits for.
 *
 * <p>One system call takes all that is there. Descriptors belong to the last message that begins in
 * what it took, see {@link UnixSocket#receive(TransferBuffer, long, int, Received)}. Taking a
 * command allocates nothing.
 */
final class MessageStream {
  /** Room for a command that is executed, and for as much again that comes meanwhile. */
  static final int CAPACITY = 2 * (Message.MAX_SIZE + MessageStream.READ_AHEAD);

  private static final int READ_AHEAD = 64 << 10;
  private static final int NOBODY = -1;

  /** A descriptor, and where in the stream the message begins that it belongs to. */
  private record Owned(long message, Descriptor descriptor) {}

  private final UnixSocket socket;
  private final TransferBuffer buffer;
  private final MemorySegment bytes;
  private final MemorySegment reply;
  private final ServerEvents events;
  private final boolean listened;
  private final Received fresh = new Received();
  private final Deque<Owned> owned = new ArrayDeque<>();

  /** Where in the stream the buffer begins. */
  private long base;

  /** Before this all is dealt with, but for a command that is executed. */
  private int start;

  /** Before this messages are whole. */
  private int scanned;

  /** Before this there are bytes. */
  private int filled;

  /** The size of the command that is executed, which begins at {@link #start}; 0 without one. */
  private int executed;

  private boolean reading;
  private int waiting;
  private int awaited = NOBODY;
  private int replySize;

  /** After what is there nothing can come. */
  private boolean over;

  private @Nullable String why;
  private boolean closed;

  /**
   * What comes from {@code socket}.
   *
   * @param buffer of {@link #CAPACITY} bytes, this one's alone
   * @param reply where a reply goes that is waited for; a larger one is none
   */
  MessageStream(
      UnixSocket socket, TransferBuffer buffer, MemorySegment reply, ServerEvents events) {
    this.socket = socket;
    this.buffer = buffer;
    this.bytes = buffer.bytes();
    this.reply = reply;
    this.events = events;
    this.listened = !events.equals(ServerEvents.NONE);
  }

  /**
   * The next command; for the connection's thread.
   *
   * @return false where there is none any more, see {@link #why}
   */
  boolean next(Request request) {
    while (true) {
      synchronized (this) {
        start += executed;
        executed = 0;
        while (true) {
          if (why != null) {
            return false;
          }
          if (take(request)) {
            return true;
          }
          if (over) {
            end(start == filled ? "it closed the connection" : "it closed within a message");
            return false;
          }
          if (!reading) {
            reading = true;
            break;
          }
          await(0);
        }
      }
      read(NOBODY);
    }
  }

  /** Whether there was a whole command, which is executed from now on. */
  private boolean take(Request request) {
    if (start == scanned) {
      return false;
    }
    int size = Message.size(bytes, start);
    executed = Message.isSize(size) ? size : scanned - start;
    request.load(start, executed);
    for (Owned first = owned.peek();
        first != null && first.message == base + start;
        first = owned.peek()) {
      request.descriptors().add(first.descriptor);
      owned.remove();
    }
    return true;
  }

  private boolean isReply(int at) {
    return (Message.flags(bytes, at) & Message.TYPE) == Message.TYPE_REPLY;
  }

  /**
   * From now on the reply to {@code id} is waited for; false where none can come any more. One
   * thread at a time.
   */
  synchronized boolean expect(int id) {
    if (why != null || over) {
      return false;
    }
    awaited = id;
    replySize = 0;
    return true;
  }

  /**
   * Waits for the reply that is expected; any thread.
   *
   * @param deadline in the time of {@link System#nanoTime}
   * @return its size; 0 where none came in time, or the stream ended: it has ended then
   */
  int reply(long deadline) {
    while (true) {
      int left;
      synchronized (this) {
        while (true) {
          left = (int) ((deadline - System.nanoTime() + 999_999) / 1_000_000);
          if (replySize > 0) {
            return replySize;
          }
          if (why != null || over) {
            return 0;
          }
          if (left <= 0) {
            end("it did not answer a DMA message in time");
            return 0;
          }
          if (!reading) {
            reading = true;
            break;
          }
          await(left);
        }
      }
      read(left);
    }
  }

  /** Waits until something changes, at most so long; 0 for ever. */
  @SuppressWarnings("WaitNotInLoop") // those who call it look again
  private void await(int millis) {
    waiting++;
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("a thread that waited for it was interrupted");
    } finally {
      waiting--;
    }
  }

  /** Takes what comes, within {@code millis}; for who has the turn, and gives it back. */
  private void read(int millis) {
    try {
      if (millis == NOBODY || socket.readable(millis)) {
        receive();
      }
    } catch (PosixException e) {
      // Its other end is gone without a word.
      end(e.errno() == Errno.ECONNRESET ? "it closed the connection" : e.toString());
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
    } finally {
      synchronized (this) {
        reading = false;
        wake();
      }
    }
  }

  private void wake() {
    if (waiting > 0) {
      notifyAll();
    }
  }

  private void receive() throws IOException {
    int length;
    synchronized (this) {
      compact();
      int left = filled - scanned;
      int begun = left < Message.HEADER ? Message.HEADER : Message.size(bytes, scanned);
      length = Math.min(Math.max(READ_AHEAD, begun - left), CAPACITY - filled);
    }
    if (length == 0) {
      throw new IOException("it sent " + CAPACITY + " bytes and no answer to a DMA message");
    }
    int got = socket.receive(buffer, filled, length, fresh);
    synchronized (this) {
      filled += got;
      over |= got == 0;
      if (fresh.size() > 0) {
        attribute();
      }
      if (!listened) {
        scan();
        wake();
        return;
      }
    }
    tell();
    synchronized (this) {
      scan();
      wake();
    }
  }

  /** Tells of what has become whole; without the lock, for who listens may wait for another. */
  private void tell() {
    int at = scanned;
    while (filled - at >= Message.HEADER) {
      int size = Message.size(bytes, at);
      if (!Message.isSize(size) || size > filled - at) {
        return;
      }
      events.message(true, bytes, at, size, descriptorsOf(base + at));
      at += size;
    }
  }

  /** Makes room where nobody holds on to a message. */
  private void compact() {
    if (executed == 0 && start > 0) {
      MemorySegment.copy(bytes, start, bytes, 0, filled - start);
      base += start;
      scanned -= start;
      filled -= start;
      start = 0;
    }
  }

  /** Descriptors go to the last message that begins before {@link #filled}. */
  private void attribute() throws IOException {
    int last = scanned;
    while (filled - last >= Message.HEADER) {
      int size = Message.size(bytes, last);
      if (!Message.isSize(size) || size >= filled - last) {
        break;
      }
      last += size;
    }
    if (owned.size() + fresh.size() > UnixSocket.MAX_DESCRIPTORS) {
      throw new IOException("it sent more than " + UnixSocket.MAX_DESCRIPTORS + " descriptors");
    }
    while (fresh.size() > 0) {
      Descriptor next = Objects.requireNonNull(fresh.take());
      owned.add(new Owned(base + last, next));
      if (next.isSocket()) {
        // With the client's own end in hand nobody would ever see that the client is gone.
        throw new IOException("it passed a socket");
      }
    }
  }

  /** Looks at what has become whole: a reply is handed on here, a command waits. */
  private void scan() throws IOException {
    while (!over && filled - scanned >= Message.HEADER) {
      int size = Message.size(bytes, scanned);
      if (!Message.isSize(size)) {
        // Nobody knows where the next one begins. This one is refused when its turn comes.
        scanned += Message.HEADER;
        over = true;
        return;
      }
      if (size > filled - scanned) {
        return;
      }
      if (isReply(scanned)) {
        hand(scanned, size);
        remove(scanned, size);
      } else {
        scanned += size;
      }
    }
  }

  private synchronized int descriptorsOf(long message) {
    int count = 0;
    for (Owned each : owned) {
      count += each.message == message ? 1 : 0;
    }
    return count;
  }

  private void hand(int at, int size) throws IOException {
    int id = Message.id(bytes, at);
    if (awaited == NOBODY || awaited != id) {
      throw new IOException("it sent a reply with id " + id + " that nobody waits for");
    }
    if (size > reply.byteSize()) {
      throw new IOException("it sent a reply of " + size + " bytes");
    }
    if (descriptorsOf(base + at) > 0) {
      throw new IOException("it sent descriptors with a reply");
    }
    MemorySegment.copy(bytes, at, reply, 0, size);
    awaited = NOBODY;
    replySize = size;
  }

  /** Takes a reply out from behind the commands: a command that asks much does not fill it all. */
  private void remove(int at, int size) {
    MemorySegment.copy(bytes, at + size, bytes, at, filled - at - size);
    filled -= size;
    for (int i = owned.size(); i > 0; i--) {
      Owned each = owned.remove();
      boolean behind = each.message > base + at;
      owned.add(behind ? new Owned(each.message - size, each.descriptor) : each);
    }
  }

  /** Nothing comes any more, for {@code reason}; the first one counts. Any thread. */
  synchronized void end(String reason) {
    if (why == null) {
      why = reason;
      notifyAll();
      if (!closed) {
        socket.shutdown();
      }
    }
  }

  /** Why nothing comes any more. */
  synchronized String why() {
    return Objects.requireNonNull(why, "it goes on");
  }

  /** Closes the socket and what it brought. Nobody reads or waits any more. */
  synchronized void close() {
    closed = true;
    fresh.close();
    for (Owned each : owned) {
      each.descriptor.close();
    }
    owned.clear();
    socket.close();
  }
}
