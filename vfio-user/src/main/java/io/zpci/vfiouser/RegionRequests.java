package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;

/**
 * Reads and writes of a device's regions. Each answers the bytes of the reply's payload, or a
 * negative errno. Nothing allocates where nothing is refused. Source: spec passthrough f.2, f.5.
 */
final class RegionRequests {
  private static final String SHORT = "the message is too short";
  private static final String RANGE = "it is not inside a region";
  private static final int MAX_ENTRY = 8;

  private final RegionAccess[] regions;
  private final long[] sizes;

  /** The regions of {@code device}, which keep their sizes as long as a client is there. */
  RegionRequests(ServedDevice device) {
    int count = device.info().regions();
    regions = new RegionAccess[count];
    sizes = new long[count];
    for (int i = 0; i < count; i++) {
      regions[i] = device.region(i);
      try {
        sizes[i] = device.regionInfo(i).size();
      } catch (VfioException e) {
        sizes[i] = 0;
      }
    }
  }

  /** Whether {@code [offset, offset + count)} lies in region {@code index}. */
  private boolean isInside(int index, long offset, int count) {
    return index >= 0
        && index < sizes.length
        && offset >= 0
        && sizes[index] >= count
        && offset <= sizes[index] - count;
  }

  /** A read of no byte has no payload in its reply, as libvfio-user answers it. */
  int read(Request request, MemorySegment reply, long at) {
    if (request.length() < Payload.Region.SIZE) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    int count = request.getInt(Payload.Region.COUNT);
    int refused = check(request, count);
    if (refused != 0 || count == 0) {
      return refused;
    }
    RegionAccess region = regions[request.getInt(Payload.Region.INDEX)];
    long offset = request.getLong(Payload.Region.OFFSET);
    long done = region.pread(offset, reply, at + Payload.Region.SIZE, count);
    if (done != count) {
      return refuse(request, done);
    }
    MemorySegment.copy(request.bytes(), request.payload(), reply, at, Payload.Region.SIZE);
    return Payload.Region.SIZE + count;
  }

  int write(Request request, MemorySegment reply, long at) {
    if (request.length() < Payload.Region.SIZE) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    int count = request.getInt(Payload.Region.COUNT);
    if (request.length() - Payload.Region.SIZE != count) {
      return request.refuse(Errno.EINVAL, "it does not have as much data as it says");
    }
    int refused = check(request, count);
    if (refused != 0 || count == 0) {
      return refused;
    }
    RegionAccess region = regions[request.getInt(Payload.Region.INDEX)];
    long offset = request.getLong(Payload.Region.OFFSET);
    long done =
        region.pwrite(offset, request.bytes(), request.payload() + Payload.Region.SIZE, count);
    if (done != count) {
      return refuse(request, done);
    }
    MemorySegment.copy(request.bytes(), request.payload(), reply, at, Payload.Region.SIZE);
    return Payload.Region.SIZE;
  }

  private int check(Request request, int count) {
    if (Integer.compareUnsigned(count, Message.MAX_TRANSFER) > 0) {
      return request.refuse(Errno.EINVAL, "it is larger than the server has said it takes");
    }
    if (!isInside(
        request.getInt(Payload.Region.INDEX), request.getLong(Payload.Region.OFFSET), count)) {
      return request.refuse(Errno.EINVAL, RANGE);
    }
    return 0;
  }

  /** A device that did a part of it has failed too. */
  private static int refuse(Request request, long done) {
    return request.refuse(done < 0 ? (int) -done : Errno.EINVAL, "the device refuses it");
  }

  /**
   * Writes in order. Each stands for a message of its own: one that fails does not keep those
   * behind it from being done, and the first failure is the answer. A message that is wrong itself
   * does nothing.
   */
  int writeMulti(Request request, MemorySegment reply, long at) {
    if (request.length() < Payload.WriteMulti.SIZE) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    long count = request.getLong(Payload.WriteMulti.COUNT);
    if (count < 1 || count > Payload.WriteMulti.MAX_ENTRIES) {
      return request.refuse(Errno.EINVAL, "1 to 200 writes were expected");
    }
    if (request.length() != Payload.WriteMulti.SIZE + count * Payload.WriteMulti.ENTRY) {
      return request.refuse(Errno.EINVAL, "it does not have as many writes as it says");
    }
    for (int entry = Payload.WriteMulti.SIZE;
        entry < request.length();
        entry += Payload.WriteMulti.ENTRY) {
      int bytes = request.getInt(entry + Payload.Region.COUNT);
      if (bytes < 1 || bytes > MAX_ENTRY) {
        return request.refuse(Errno.EINVAL, "a write of 1 to 8 bytes was expected");
      }
    }
    int answer = 0;
    for (int entry = Payload.WriteMulti.SIZE;
        entry < request.length();
        entry += Payload.WriteMulti.ENTRY) {
      int done = writeEntry(request, entry);
      answer = answer == 0 ? done : answer;
    }
    if (answer < 0) {
      return answer;
    }
    reply.set(Message.LONG, at + Payload.WriteMulti.COUNT, count);
    return Payload.WriteMulti.SIZE;
  }

  private int writeEntry(Request request, int entry) {
    int index = request.getInt(entry + Payload.Region.INDEX);
    long offset = request.getLong(entry + Payload.Region.OFFSET);
    int count = request.getInt(entry + Payload.Region.COUNT);
    if (!isInside(index, offset, count)) {
      return request.refuse(Errno.EINVAL, RANGE);
    }
    long data = request.payload() + entry + Payload.Region.SIZE;
    long done = regions[index].pwrite(offset, request.bytes(), data, count);
    return done == count ? 0 : refuse(request, done);
  }
}
