package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One region of a server's device. An access of more bytes than one message may carry becomes
 * several; it ends at the first that does less than it was asked for.
 */
final class ClientRegion implements RegionAccess {
  /** What stands in front of the data: header, offset, region, count. */
  private static final int FRONT = Message.HEADER + 16;

  private static final int BARS = 6;

  private final int index;
  private final int transfer;
  private final boolean posted;
  private final ClientConnection connection;
  private final WriteQueue queue;

  /**
   * Region {@code index}.
   *
   * @param transfer the most bytes in a message
   * @param posted whether writes ask for no reply, if this is a BAR
   * @param queue what has to go before any other message
   */
  ClientRegion(
      int index, int transfer, boolean posted, ClientConnection connection, WriteQueue queue) {
    this.index = index;
    this.transfer = transfer;
    this.posted = posted && index >= 0 && index < BARS;
    this.connection = connection;
    this.queue = queue;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    if (buffer.isReadOnly() || !fits(buffer, at, count)) {
      return -Errno.EFAULT;
    }
    long done = 0;
    while (done < count) {
      int piece = (int) Math.min(count - done, transfer);
      int got = read(position + done, buffer, at + done, piece);
      if (got < 0) {
        return done > 0 ? done : got;
      }
      done += got;
      if (got < piece) {
        return done;
      }
    }
    return done;
  }

  private int read(long position, MemorySegment buffer, long at, int count) {
    int queued = queue.flush();
    if (queued < 0) {
      return queued;
    }
    describe(connection.request(FRONT), position, count);
    int result =
        connection.exchange(VfioUserCommand.REGION_READ, FRONT, FRONT - Message.HEADER, List.of());
    if (result < 0) {
      return result;
    }
    int got = done(count);
    if (got < 0 || connection.replyLength() != FRONT - Message.HEADER + got) {
      return connection.violated("an answer to a read whose data are not what it says");
    }
    MemorySegment.copy(connection.reply(), connection.replyAt() + 16L, buffer, at, got);
    return got;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    if (!fits(buffer, at, count)) {
      return -Errno.EFAULT;
    }
    long done = 0;
    while (done < count) {
      int piece = (int) Math.min(count - done, transfer);
      int wrote = write(position + done, buffer, at + done, piece);
      if (wrote < 0) {
        return done > 0 ? done : wrote;
      }
      done += wrote;
      if (wrote < piece) {
        return done;
      }
    }
    return done;
  }

  private int write(long position, MemorySegment buffer, long at, int count) {
    if (posted && queue.takes(count)) {
      int result = queue.add(index, position, buffer, at, count);
      return result < 0 ? result : count;
    }
    int queued = queue.flush();
    if (queued < 0) {
      return queued;
    }
    int size = FRONT + count;
    MemorySegment request = posted ? connection.requestToPost(size) : connection.request(size);
    describe(request, position, count);
    MemorySegment.copy(buffer, at, request, FRONT, count);
    if (posted) {
      int result = connection.post(VfioUserCommand.REGION_WRITE, size);
      return result < 0 ? result : count;
    }
    int result =
        connection.exchange(VfioUserCommand.REGION_WRITE, size, FRONT - Message.HEADER, List.of());
    if (result < 0) {
      return result;
    }
    int done = done(count);
    return done < 0 ? connection.violated("an answer to a write of more than was written") : done;
  }

  private void describe(MemorySegment request, long position, int count) {
    request.set(Message.LONG, Message.HEADER, position);
    request.set(Message.INT, Message.HEADER + 8L, index);
    request.set(Message.INT, Message.HEADER + 12L, count);
  }

  /** How many bytes the server says that it did; negative where these are more than asked for. */
  private int done(int count) {
    int done = connection.reply().get(Message.INT, connection.replyAt() + 12L);
    return done > count ? -1 : done;
  }

  private static boolean fits(MemorySegment buffer, long at, long count) {
    return at >= 0 && count >= 0 && count <= buffer.byteSize() - at;
  }
}
