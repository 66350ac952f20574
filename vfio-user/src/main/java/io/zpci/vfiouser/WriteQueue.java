package io.zpci.vfiouser;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Small posted writes that go to the server in one message ({@code REGION_WRITE_MULTI}), in order.
 * Whoever sends anything else sends these first. Source: spec passthrough f.2, f.4.
 */
final class WriteQueue {
  private static final int FRONT = Message.HEADER + 8;
  private static final int ENTRY = 24;

  /** As many as QEMU has in a message. */
  private static final int MOST = 200;

  private static final int WIDEST = 8;

  private final boolean used;
  private final ClientConnection connection;
  private final MemorySegment entries;
  private int count;

  /** An empty one; {@code used} says whether anything goes into it. */
  WriteQueue(boolean used, ClientConnection connection, Arena arena) {
    this.used = used;
    this.connection = connection;
    this.entries = used ? arena.allocate((long) ENTRY * MOST, 8) : MemorySegment.NULL;
  }

  /** Whether a write of {@code bytes} goes into it. */
  boolean takes(int bytes) {
    return used && bytes <= WIDEST;
  }

  /** One more; 0, or a negative errno where a full one could not be sent. */
  int add(int region, long position, MemorySegment data, long at, int bytes) {
    long entry = (long) ENTRY * count;
    entries.set(Message.LONG, entry, position);
    entries.set(Message.INT, entry + 8, region);
    entries.set(Message.INT, entry + 12, bytes);
    entries.set(Message.LONG, entry + 16, 0);
    MemorySegment.copy(data, at, entries, entry + 16, bytes);
    count++;
    return count == MOST ? flush() : 0;
  }

  /** Sends what there is; 0 or a negative errno. */
  int flush() {
    if (count == 0) {
      return 0;
    }
    int size = FRONT + ENTRY * count;
    MemorySegment request = connection.requestToPost(size);
    request.set(Message.LONG, Message.HEADER, count);
    MemorySegment.copy(entries, 0, request, FRONT, (long) ENTRY * count);
    count = 0;
    return connection.post(VfioUserCommand.REGION_WRITE_MULTI, size);
  }
}
