package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client has mapped for the function: ranges of I/O addresses that lead into its memory, as
 * it needs them to answer the server's accesses and to say how much an unmap ended.
 */
final class ClientMemory {
  private static final long PAGE_MASK = 4095;

  private final @Nullable SharedFile file;
  private final Arena arena;

  /** Mapped when the server asks for the first time. */
  private @Nullable MemorySegment bytes;

  private final TreeMap<Long, Range> ranges = new TreeMap<>(Long::compareUnsigned);

  private record Range(long first, long last, long offset, boolean writable) {}

  /** Nothing mapped; {@code arena} ends with the client. */
  ClientMemory(@Nullable SharedFile file, Arena arena) {
    this.file = file;
    this.arena = arena;
  }

  /** The file's descriptor; null where there is no memory. */
  @Nullable Descriptor descriptor() {
    return file == null ? null : file.descriptor();
  }

  /** Whether the memory has {@code size} bytes at {@code offset}, all of them whole pages. */
  boolean holds(long offset, long size) {
    try {
      return file != null
          && size > 0
          && offset >= 0
          && ((offset | size) & PAGE_MASK) == 0
          && offset <= file.size() - size;
    } catch (PosixException e) {
      return false; // a file that was closed holds nothing
    }
  }

  void mapped(long address, long offset, long size, boolean writable) {
    ranges.put(address, new Range(address, address + size - 1, offset, writable));
  }

  /** Forgets what lies in a range; how many bytes that was. */
  long unmapped(long address, long size) {
    Map<Long, Range> gone = ranges.subMap(address, true, address + size - 1, true);
    long total = 0;
    for (Range range : gone.values()) {
      total += range.last() - range.first() + 1;
    }
    gone.clear();
    return total;
  }

  /** The server reads: 0 or a negative errno, and nothing is done then. */
  int read(long address, MemorySegment target, long at, long length) {
    return access(address, target, at, length, false);
  }

  /** The server writes: 0 or a negative errno. */
  int write(long address, MemorySegment source, long at, long length) {
    return access(address, source, at, length, true);
  }

  private int access(long address, MemorySegment other, long at, long length, boolean write) {
    if (!reachable(address, length, write)) {
      return -Errno.EFAULT;
    }
    try {
      MemorySegment memory = memory();
      long done = 0;
      while (done < length) {
        Range range = ranges.floorEntry(address + done).getValue();
        long inRange = address + done - range.first();
        long piece = Math.min(length - done, range.last() - range.first() + 1 - inRange);
        if (write) {
          MemorySegment.copy(other, at + done, memory, range.offset() + inRange, piece);
        } else {
          MemorySegment.copy(memory, range.offset() + inRange, other, at + done, piece);
        }
        done += piece;
      }
      return 0;
    } catch (PosixException | IndexOutOfBoundsException | InternalError e) {
      return -Errno.EFAULT; // the file was cut
    }
  }

  private boolean reachable(long address, long length, boolean write) {
    long last = address + length - 1;
    if (length <= 0 || Long.compareUnsigned(last, address) < 0) {
      return false;
    }
    long next = address;
    while (true) {
      Map.Entry<Long, Range> entry = ranges.floorEntry(next);
      if (entry == null
          || Long.compareUnsigned(entry.getValue().last(), next) < 0
          || (write && !entry.getValue().writable())) {
        return false;
      }
      if (Long.compareUnsigned(entry.getValue().last(), last) >= 0) {
        return true;
      }
      next = entry.getValue().last() + 1;
    }
  }

  private MemorySegment memory() throws PosixException {
    MemorySegment mapped = bytes;
    if (mapped == null) {
      if (file == null) {
        return MemorySegment.NULL;
      }
      mapped = file.map(arena, 0, file.size(), true);
      bytes = mapped;
    }
    return mapped;
  }
}
