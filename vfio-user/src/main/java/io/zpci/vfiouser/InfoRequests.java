package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.Capability;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a client asks about a device. Each answers the bytes of the reply's payload, which it has
 * written, or a negative errno. Source: spec passthrough f.2, f.5, a.8.
 */
final class InfoRequests {
  private static final String SHORT = "the message or its argsz is too short";
  private static final int TYPE_CAPABILITY = Payload.CapabilityHeader.SIZE + 8;

  private final DeviceFile device;

  InfoRequests(DeviceFile device) {
    this.device = device;
  }

  /** The structure of this message has no room for capabilities, so none are announced. */
  int device(Request request, MemorySegment reply, long at) {
    if (!request.holds(Payload.DeviceInfo.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    DeviceInfo info = device.info();
    reply.set(Message.INT, at + Payload.DeviceInfo.ARGSZ, Payload.DeviceInfo.SIZE);
    reply.set(Message.INT, at + Payload.DeviceInfo.FLAGS, info.flags() & ~DeviceInfo.FLAG_CAPS);
    reply.set(Message.INT, at + Payload.DeviceInfo.REGIONS, info.regions());
    reply.set(Message.INT, at + Payload.DeviceInfo.IRQS, info.irqs());
    return Payload.DeviceInfo.SIZE;
  }

  /**
   * Where {@code argsz} has no room for the capabilities, they are left out, and the reply's {@code
   * argsz} is what they take, as the ioctl does it. No region is announced as one that can be
   * mapped: every access goes by a message, so that the device sees it.
   */
  int region(Request request, MemorySegment reply, long at) {
    if (!request.holds(Payload.RegionInfo.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    RegionInfo info;
    try {
      info = region(request.getInt(Payload.RegionInfo.INDEX));
    } catch (VfioException e) {
      return request.refuse(e.errno(), "there is no such region");
    }
    List<Capability.RegionType> types =
        info.capabilities().stream()
            .filter(Capability.RegionType.class::isInstance)
            .map(Capability.RegionType.class::cast)
            .toList();
    int size = Payload.RegionInfo.SIZE + TYPE_CAPABILITY * types.size();
    boolean fits = Integer.compareUnsigned(size, request.getInt(Payload.RegionInfo.ARGSZ)) <= 0;
    int flags = info.flags() & ~(RegionInfo.FLAG_MMAP | RegionInfo.FLAG_CAPS);
    reply.set(Message.INT, at + Payload.RegionInfo.ARGSZ, size);
    reply.set(
        Message.INT,
        at + Payload.RegionInfo.FLAGS,
        types.isEmpty() ? flags : flags | RegionInfo.FLAG_CAPS);
    reply.set(Message.INT, at + Payload.RegionInfo.INDEX, info.index());
    reply.set(
        Message.INT,
        at + Payload.RegionInfo.CAPABILITIES,
        types.isEmpty() || !fits ? 0 : Payload.RegionInfo.SIZE);
    reply.set(Message.LONG, at + Payload.RegionInfo.LENGTH, info.size());
    reply.set(Message.LONG, at + Payload.RegionInfo.OFFSET, info.offset());
    if (!fits) {
      return Payload.RegionInfo.SIZE;
    }
    putTypes(types, reply, at);
    return size;
  }

  private RegionInfo region(int index) throws VfioException {
    if (index < 0 || index >= device.info().regions()) {
      throw new VfioException(Errno.EINVAL);
    }
    return device.regionInfo(index);
  }

  private static void putTypes(List<Capability.RegionType> types, MemorySegment reply, long at) {
    int next = Payload.RegionInfo.SIZE;
    for (int i = 0; i < types.size(); i++) {
      Capability.RegionType type = types.get(i);
      long here = at + next;
      next += TYPE_CAPABILITY;
      reply.set(Message.SHORT, here + Payload.CapabilityHeader.ID, (short) type.id());
      reply.set(Message.SHORT, here + Payload.CapabilityHeader.VERSION, (short) type.version());
      reply.set(
          Message.INT, here + Payload.CapabilityHeader.NEXT, i + 1 == types.size() ? 0 : next);
      reply.set(Message.INT, here + Payload.CapabilityHeader.SIZE, type.type());
      reply.set(Message.INT, here + Payload.CapabilityHeader.SIZE + 4, type.subtype());
    }
  }

  /**
   * No region has a part that is signalled by a descriptor, in place of a message: the device would
   * not see what is written. So the answer is an empty list, as libvfio-user gives it for such a
   * region, and EINVAL for one that is not there.
   */
  int regionDescriptors(Request request, MemorySegment reply, long at) {
    if (!request.holds(Payload.RegionIoFds.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    if (request.getInt(Payload.RegionIoFds.FLAGS) != 0
        || request.getInt(Payload.RegionIoFds.COUNT) != 0) {
      return request.refuse(Errno.EINVAL, "flags and count are not 0");
    }
    int index = request.getInt(Payload.RegionIoFds.INDEX);
    try {
      if (region(index).size() == 0) {
        return request.refuse(Errno.EINVAL, "the region is not there");
      }
    } catch (VfioException e) {
      return request.refuse(e.errno(), "there is no such region");
    }
    reply.set(Message.INT, at + Payload.RegionIoFds.ARGSZ, Payload.RegionIoFds.SIZE);
    reply.set(Message.INT, at + Payload.RegionIoFds.FLAGS, 0);
    reply.set(Message.INT, at + Payload.RegionIoFds.INDEX, index);
    reply.set(Message.INT, at + Payload.RegionIoFds.COUNT, 0);
    return Payload.RegionIoFds.SIZE;
  }

  /** The kind of interrupt at {@code index}, which may be any number. */
  static IrqInfo irq(DeviceFile device, int index) throws VfioException {
    if (index < 0 || index >= device.info().irqs()) {
      throw new VfioException(Errno.EINVAL);
    }
    return device.irqInfo(index);
  }

  int irq(Request request, MemorySegment reply, long at) {
    if (!request.holds(Payload.IrqInfo.SIZE)) {
      return request.refuse(Errno.EINVAL, SHORT);
    }
    IrqInfo info;
    try {
      info = irq(device, request.getInt(Payload.IrqInfo.INDEX));
    } catch (VfioException e) {
      return request.refuse(e.errno(), "there is no such kind of interrupt");
    }
    reply.set(Message.INT, at + Payload.IrqInfo.ARGSZ, Payload.IrqInfo.SIZE);
    reply.set(Message.INT, at + Payload.IrqInfo.FLAGS, info.flags());
    reply.set(Message.INT, at + Payload.IrqInfo.INDEX, info.index());
    reply.set(Message.INT, at + Payload.IrqInfo.COUNT, info.count());
    return Payload.IrqInfo.SIZE;
  }
}
