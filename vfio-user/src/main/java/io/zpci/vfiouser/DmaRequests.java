package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import java.lang.foreign.MemorySegment;

/**
 * The client's memory comes and goes. Each answers the bytes of the reply's payload, or a negative
 * errno. Source: spec passthrough f.2, f.5.
 */
final class DmaRequests {
  private static final String SHORT = "the message or its argsz is too short";
  private static final int ACCESS = GuestMemory.READ | GuestMemory.WRITE;

  /** In the flags: how to reach the file, which it then has to have; both ways are a mapping. */
  private static final int FILE_FLAGS = 4 | 8;

  private final ServedDevice device;

  DmaRequests(ServedDevice device) {
    this.device = device;
  }

  int map(Request request) {
    if (!request.holds(Payload.DmaMap.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    int flags = request.getInt(Payload.DmaMap.FLAGS);
    if ((flags & ~(ACCESS | FILE_FLAGS)) != 0) {
      return request.refuse(Errno.EINVAL, "flags that are not known");
    }
    if (request.descriptors().size() > 1) {
      return request.refuse(Errno.EINVAL, "more than one descriptor");
    }
    if ((flags & FILE_FLAGS) != 0 && request.descriptors().isEmpty()) {
      return request.refuse(Errno.EINVAL, "flags of a file, and no descriptor");
    }
    Descriptor file = request.descriptors().poll();
    int answer =
        device.dmaMap(
            request.getLong(Payload.DmaMap.ADDRESS),
            request.getLong(Payload.DmaMap.LENGTH),
            flags & ACCESS,
            file == null ? 0 : request.getLong(Payload.DmaMap.OFFSET),
            file);
    return answer < 0 ? request.refuse(-answer, "the range cannot be mapped") : 0;
  }

  int unmap(Request request, MemorySegment reply, long at) {
    if (!request.holds(Payload.DmaUnmap.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    int flags = request.getInt(Payload.DmaUnmap.FLAGS);
    if ((flags & Payload.DmaUnmap.FLAG_DIRTY) != 0) {
      return request.refuse(Errno.EINVAL, "written pages are not kept account of");
    }
    if ((flags & ~Payload.DmaUnmap.FLAG_ALL) != 0) {
      return request.refuse(Errno.EINVAL, "flags that are not known");
    }
    long address = request.getLong(Payload.DmaUnmap.ADDRESS);
    long length = request.getLong(Payload.DmaUnmap.LENGTH);
    if (flags == Payload.DmaUnmap.FLAG_ALL) {
      if ((address | length) != 0) {
        return request.refuse(Errno.EINVAL, "all of it, and a range");
      }
      device.dmaUnmapAll();
    } else {
      int answer = device.dmaUnmap(address, length);
      if (answer < 0) {
        return request.refuse(-answer, "the range cannot be unmapped");
      }
    }
    MemorySegment.copy(request.bytes(), request.payload(), reply, at, Payload.DmaUnmap.SIZE);
    return Payload.DmaUnmap.SIZE;
  }
}
