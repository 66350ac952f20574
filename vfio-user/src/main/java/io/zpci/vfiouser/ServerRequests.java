package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import java.lang.foreign.MemorySegment;

/**
 * What a client answers where the server asks: accesses to its memory, in the layout that it
 * speaks; nothing else. Source: spec passthrough f.2, f.4, g.20.
 */
final class ServerRequests {
  private static final int COUNT = Message.HEADER + Payload.Dma.COUNT;

  private final ClientMemory memory;
  private final DmaMessages layout;

  ServerRequests(ClientMemory memory, DmaMessages layout) {
    this.memory = memory;
    this.layout = layout;
  }

  /**
   * Executes the request of {@code size} bytes at {@code at}, and puts the answer without its
   * header into {@link ClientConnection#request}; how long it is with it, or a negative errno.
   */
  int answer(int command, MemorySegment request, long at, int size, ClientConnection connection) {
    VfioUserCommand known = VfioUserCommand.of(command);
    if (known != VfioUserCommand.DMA_READ && known != VfioUserCommand.DMA_WRITE) {
      return -Errno.ENOSYS;
    }
    if (size < DmaMessages.FRONT) {
      return -Errno.EINVAL;
    }
    long address = request.get(Message.LONG, at + Message.HEADER + Payload.Dma.ADDRESS);
    long count =
        layout == DmaMessages.PROTOCOL
            ? request.get(Message.LONG, at + COUNT)
            : Integer.toUnsignedLong(request.get(Message.INT, at + COUNT));
    if (count <= 0 || count > Message.MAX_TRANSFER) {
      return -Errno.EINVAL;
    }
    int data = known == VfioUserCommand.DMA_WRITE ? (int) count : 0;
    if (size != DmaMessages.FRONT + data) {
      return -Errno.EINVAL;
    }
    return data == 0
        ? read(address, (int) count, connection)
        : write(address, data, request, at, connection);
  }

  private int read(long address, int count, ClientConnection connection) {
    int size = DmaMessages.FRONT + count;
    MemorySegment answer = connection.request(size);
    layout.putRange(answer, 0, address, count);
    if (layout.data() < DmaMessages.FRONT) {
      answer.set(Message.INT, size - 4L, 0); // the padding, which comes last there
    }
    int result = memory.read(address, answer, layout.data(), count);
    return result < 0 ? result : size;
  }

  private int write(
      long address, int count, MemorySegment request, long at, ClientConnection connection) {
    int result = memory.write(address, request, at + layout.data(), count);
    if (result < 0) {
      return result;
    }
    if (!layout.writeIsEchoed()) {
      return Message.HEADER;
    }
    layout.putRange(connection.request(DmaMessages.FRONT), 0, address, count);
    return DmaMessages.FRONT;
  }
}
