package io.zpci.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** An eventfd: a counter that one side adds to and the other takes. Any thread may use it. */
public final class EventFd implements AutoCloseable {
  private static final MemorySegment ONE = one();

  private static final String EVENT_FILE = "anon_inode:[eventfd]";

  private final Descriptor descriptor;

  /** What {@code descriptor}, which is this one's now, leads to. */
  public EventFd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** A new one at 0, which never makes anybody wait. */
  public static EventFd create() throws PosixException {
    return new EventFd(Descriptor.of("eventfd", Libc.eventfd()));
  }

  /**
   * What another process passed: {@code descriptor}, which is this one's now. It makes nobody wait
   * from now on, as long as that process does not undo it.
   *
   * @throws PosixException EINVAL where it is no eventfd; the descriptor is closed then
   */
  public static EventFd of(Descriptor descriptor) throws PosixException {
    boolean event = false;
    try {
      Path link = Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
      event = EVENT_FILE.equals(Files.readSymbolicLink(link).toString());
      int flags = event ? Libc.fcntl(descriptor.number(), Libc.F_GETFL, 0) : -Libc.EINVAL;
      event =
          flags >= 0 && Libc.fcntl(descriptor.number(), Libc.F_SETFL, flags | Libc.O_NONBLOCK) >= 0;
    } catch (IOException e) {
      event = false;
    }
    if (!event) {
      descriptor.close();
      throw new PosixException("eventfd", Libc.EINVAL);
    }
    return new EventFd(descriptor);
  }

  private static MemorySegment one() {
    MemorySegment one = Arena.global().allocate(8, 8);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
    return one.asReadOnly();
  }

  /** The descriptor, which stays this one's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Adds 1: who waits wakes up.
   *
   * @return 0 or a negative errno: EAGAIN where the counter is full, and nothing was added
   */
  public int signal() {
    long answer = Libc.write(descriptor.number(), ONE, Long.BYTES);
    return answer < 0 ? (int) answer : 0;
  }

  /**
   * Adds {@code count}, unsigned; all ones cannot be added.
   *
   * @return 0 or a negative errno: EAGAIN where the counter has no room for it
   */
  public int add(long count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(8, 8);
      bytes.set(ValueLayout.JAVA_LONG, 0, count);
      long answer = Libc.write(descriptor.number(), bytes, Long.BYTES);
      return answer < 0 ? (int) answer : 0;
    }
  }

  /** Takes the counter, which is 0 then; 0 where it was. */
  public long take() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(8, 8);
      long answer = Libc.read(descriptor.number(), count, Long.BYTES);
      if (answer == -Libc.EAGAIN) {
        return 0;
      }
      if (answer < 0) {
        throw new PosixException("read", (int) -answer);
      }
      return count.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
