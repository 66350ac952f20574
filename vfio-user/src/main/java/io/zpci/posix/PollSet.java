package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code poll} of several descriptors, which stay their owners'. Filled anew before each poll; it
 * allocates only where more descriptors are added than ever before. Serves one thread.
 */
public final class PollSet {
  private static final int ENTRY = 8;
  private static final int EVENTS = 4;
  private static final int READY = 6;

  private final Arena arena;
  private MemorySegment entries;
  private int count;

  /** An empty one, whose memory is {@code arena}'s. */
  public PollSet(Arena arena) {
    this.arena = arena;
    this.entries = arena.allocate(ENTRY * 4L, 4);
  }

  /** Nothing is in it any more. */
  public void clear() {
    count = 0;
  }

  /** One more; a closed one is never ready. Its place, from 0. */
  public int add(Descriptor descriptor) {
    long at = (long) ENTRY * count;
    if (at == entries.byteSize()) {
      MemorySegment larger = arena.allocate(entries.byteSize() * 2, 4);
      MemorySegment.copy(entries, 0, larger, 0, at);
      entries = larger;
    }
    entries.set(ValueLayout.JAVA_INT, at, descriptor.number());
    entries.set(ValueLayout.JAVA_SHORT, at + EVENTS, (short) Libc.POLLIN);
    entries.set(ValueLayout.JAVA_SHORT, at + READY, (short) 0);
    return count++;
  }

  /**
   * Waits until one has something to read, an end or an error; at most {@code millis}, negative for
   * ever.
   *
   * @return how many are ready; 0 after {@code millis}, or where a signal of the process came first
   */
  public int poll(int millis) throws PosixException {
    int answer = Libc.poll(entries, count, millis);
    if (answer == -Libc.EINTR) {
      return 0;
    }
    if (answer < 0) {
      throw new PosixException("poll", -answer);
    }
    return answer;
  }

  /** Whether the one at {@code place} was ready when {@link #poll} returned. */
  public boolean isReady(int place) {
    return entries.get(ValueLayout.JAVA_SHORT, (long) ENTRY * place + READY) != 0;
  }
}
