package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that somebody owns: it is closed once, and never used after that. Any thread
 * may close it; one that is about to use it then gets {@link #number} -1, which every call refuses
 * with EBADF.
 */
public final class Descriptor implements AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger number;

  /** The owner of {@code number}, which nobody else closes. */
  public Descriptor(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor " + number);
    }
    this.number = new AtomicInteger(number);
  }

  /** What {@code call} answered: a descriptor, or a negative errno. */
  static Descriptor of(String call, int answer) throws PosixException {
    if (answer < 0) {
      throw new PosixException(call, -answer);
    }
    return new Descriptor(answer);
  }

  /** The number; -1 once it is closed. */
  public int number() {
    return number.get();
  }

  /** Whether it is closed. */
  public boolean closed() {
    return number.get() == CLOSED;
  }

  /** Whether it leads to a socket. */
  public boolean isSocket() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment type = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      return Libc.getsockopt(number(), Libc.SO_TYPE, type, size) == 0;
    }
  }

  /** The number, which is the caller's to close from now on; -1 where it is closed. */
  public int release() {
    return number.getAndSet(CLOSED);
  }

  @Override
  public void close() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      // What close answers is about data that was written; the descriptor is gone in any case.
      int _ = Libc.close(open);
    }
  }

  @Override
  public String toString() {
    return "descriptor " + number.get();
  }
}
