package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code poll} for input on a few descriptors, which stay their owners'. Made once; waiting does
 * not allocate. One thread at a time waits.
 */
public final class Poll implements AutoCloseable {
  private static final int ENTRY_SIZE = 8;
  private static final int EVENTS = 4;
  private static final int REVENTS = 6;

  private final Arena arena = Arena.ofShared();
  private final Descriptor[] descriptors;
  private final MemorySegment entries;

  /** Waits for input on each of {@code descriptors}. */
  public Poll(Descriptor... descriptors) {
    this.descriptors = descriptors.clone();
    entries = arena.allocate((long) ENTRY_SIZE * descriptors.length, 4);
  }

  /**
   * Waits until one of them has something to read, an end or an error, at most {@code millis}
   * milliseconds; negative waits for ever. One that is closed is passed over.
   *
   * @return how many have; 0 also where a signal came in between
   */
  public int await(int millis) throws PosixException {
    for (int i = 0; i < descriptors.length; i++) {
      long at = (long) i * ENTRY_SIZE;
      entries.set(ValueLayout.JAVA_INT, at, descriptors[i].number());
      entries.set(ValueLayout.JAVA_INT, at + EVENTS, 0);
      entries.set(ValueLayout.JAVA_SHORT, at + EVENTS, (short) Libc.POLLIN);
    }
    int answer = Libc.poll(entries, descriptors.length, millis);
    if (answer == -Libc.EINTR) {
      return 0;
    }
    if (answer < 0) {
      throw new PosixException("poll", -answer);
    }
    return answer;
  }

  /** Whether the last {@link #await} found something on the descriptor number {@code index}. */
  public boolean ready(int index) {
    return entries.get(ValueLayout.JAVA_SHORT, (long) index * ENTRY_SIZE + REVENTS) != 0;
  }

  /** The descriptors stay open. */
  @Override
  public void close() {
    arena.close();
  }
}
