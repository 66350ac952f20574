package io.zpci.vfiouser;

import io.zpci.vfio.Capability;
import io.zpci.vfio.RegionInfo;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The capability chain behind a server's region information. The server may write anything there:
 * the chain ends where an entry does not lie behind the one before and inside the message. Source:
 * spec passthrough a.8.
 */
final class RegionCapabilities {
  /** Bytes of region information without capabilities. */
  static final int FIXED = 32;

  private static final int HEADER = 8;
  private static final int TYPE = 2;
  private static final int TYPE_SIZE = 16;

  private RegionCapabilities() {}

  /** The region that {@code length} bytes at {@code at} describe. */
  static RegionInfo parse(int index, MemorySegment reply, long at, int length) {
    int flags = reply.get(Message.INT, at + 4);
    long size = reply.get(Message.LONG, at + 16);
    List<Capability> capabilities = new ArrayList<>();
    if ((flags & RegionInfo.FLAG_CAPS) != 0) {
      long before = FIXED - 1;
      long next = Integer.toUnsignedLong(reply.get(Message.INT, at + 12));
      while (next > before && next + HEADER <= length) {
        if ((reply.get(Message.SHORT, at + next) & 0xffff) == TYPE && next + TYPE_SIZE <= length) {
          capabilities.add(
              new Capability.RegionType(
                  reply.get(Message.INT, at + next + 8), reply.get(Message.INT, at + next + 12)));
        }
        before = next;
        next = Integer.toUnsignedLong(reply.get(Message.INT, at + next + 4));
      }
    }
    return new RegionInfo(index, flags, size, ClientFile.offset(index), capabilities);
  }
}
