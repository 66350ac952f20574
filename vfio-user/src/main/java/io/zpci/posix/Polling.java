package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code poll} of one descriptor; a thread has one place for it, so nothing allocates. */
final class Polling {
  private static final int EVENTS = 4;
  private static final ThreadLocal<MemorySegment> ENTRY =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(8, 4));

  private Polling() {}

  /** Whether there is something to read, an end or an error, within {@code millis}. */
  static boolean readable(int fd, int millis) throws PosixException {
    return ready(fd, Libc.POLLIN, millis);
  }

  /** Whether there is room to write, an end or an error, within {@code millis}. */
  static boolean writable(int fd, int millis) throws PosixException {
    return ready(fd, Libc.POLLOUT, millis);
  }

  private static boolean ready(int fd, int events, int millis) throws PosixException {
    MemorySegment entry = ENTRY.get();
    entry.set(ValueLayout.JAVA_INT, 0, fd);
    entry.set(ValueLayout.JAVA_SHORT, EVENTS, (short) events);
    int answer = Libc.poll(entry, 1, millis);
    if (answer == -Libc.EINTR) {
      return false;
    }
    if (answer < 0) {
      throw new PosixException("poll", -answer);
    }
    return answer > 0;
  }
}
