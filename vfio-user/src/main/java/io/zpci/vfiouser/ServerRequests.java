package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfiouser.ClientOptions.DmaLayout;
import java.lang.foreign.MemorySegment;

/**
 * What a client answers where the server asks: accesses to its memory, in the layout that it
 * speaks; nothing else. Source: spec passthrough f.2, f.4, g.20.
 */
final class ServerRequests {
  /** In the older layout the data follow a count of 32 bits. */
  private static final int NARROW = 12;

  private static final int WIDE = 16;

  private final ClientMemory memory;
  private final DmaLayout layout;

  ServerRequests(ClientMemory memory, DmaLayout layout) {
    this.memory = memory;
    this.layout = layout;
  }

  /**
   * Executes a request and puts the answer's payload behind the header in {@link
   * ClientConnection#request}; how long that is, or a negative errno.
   */
  int answer(int command, MemorySegment request, long at, int length, ClientConnection connection) {
    if (command != Wire.DMA_READ && command != Wire.DMA_WRITE) {
      return -Errno.ENOSYS;
    }
    int front = layout == DmaLayout.PROTOCOL ? WIDE : NARROW;
    if (length < front) {
      return -Errno.EINVAL;
    }
    long address = request.get(Wire.LONG, at);
    long count =
        layout == DmaLayout.PROTOCOL
            ? request.get(Wire.LONG, at + 8)
            : Integer.toUnsignedLong(request.get(Wire.INT, at + 8));
    if (count <= 0 || count > ClientConnection.MAX_MESSAGE - Wire.HEADER - front) {
      return -Errno.EINVAL;
    }
    return command == Wire.DMA_READ
        ? read(address, (int) count, front, length, connection)
        : write(address, (int) count, front, request, at, length, connection);
  }

  private int read(long address, int count, int front, int length, ClientConnection connection) {
    if (length != front) {
      return -Errno.EINVAL;
    }
    MemorySegment answer = connection.request(Wire.HEADER + front + count);
    int result = memory.read(address, answer, Wire.HEADER + front, count);
    if (result < 0) {
      return result;
    }
    repeat(answer, address, count);
    return front + count;
  }

  private int write(
      long address,
      int count,
      int front,
      MemorySegment request,
      long at,
      int length,
      ClientConnection connection) {
    if (length != front + count) {
      return -Errno.EINVAL;
    }
    int result = memory.write(address, request, at + front, count);
    if (result < 0 || layout == DmaLayout.QEMU_10) {
      return result;
    }
    repeat(connection.request(Wire.HEADER + front), address, count);
    return front;
  }

  private void repeat(MemorySegment answer, long address, int count) {
    answer.set(Wire.LONG, Wire.HEADER, address);
    if (layout == DmaLayout.PROTOCOL) {
      answer.set(Wire.LONG, Wire.HEADER + 8L, count);
    } else {
      answer.set(Wire.INT, Wire.HEADER + 8L, count);
    }
  }
}
