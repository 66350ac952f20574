package io.zpci.serve;

import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a guest that is replayed: a file that goes to the server, and what of it is mapped
 * where. What the guest itself would store is written here.
 */
final class ReplayedMemory implements AutoCloseable {
  private final SharedFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;
  private final TreeMap<Long, Range> ranges = new TreeMap<>(Long::compareUnsigned);

  private record Range(long first, long last, long offset) {}

  /** {@code size} bytes of zeros, a multiple of a page. */
  ReplayedMemory(String name, long size) throws PosixException {
    file = SharedFile.create(name, size);
    try {
      bytes = file.map(arena, 0, size, true);
    } catch (PosixException e) {
      file.close();
      arena.close();
      throw e;
    }
  }

  /** What goes to the server, which stays this one's. */
  SharedFile file() {
    return file;
  }

  void map(long address, long offset, long size) {
    ranges.put(address, new Range(address, address + size - 1, offset));
  }

  void unmap(long address, long size) {
    ranges.subMap(address, true, address + size - 1, true).clear();
  }

  void unmapAll() {
    ranges.clear();
  }

  /** The {@code length} bytes at I/O {@code address}; null where not all of them are mapped. */
  byte @Nullable [] read(long address, int length) {
    byte[] read = new byte[length];
    return access(address, read, false) ? read : null;
  }

  /** The big-endian number of 64 bits at {@code address}; null where it is not mapped. */
  @Nullable Long readLong(long address) {
    byte[] read = read(address, Long.BYTES);
    return read == null ? null : MemorySegment.ofArray(read).get(Layouts.LONG, 0);
  }

  /** Writes what is mapped wholly; else nothing. */
  void write(long address, byte... data) {
    boolean _ = access(address, Arrays.copyOf(data, data.length), true);
  }

  private boolean access(long address, byte[] data, boolean write) {
    for (int done = 0; done < data.length; ) {
      Map.Entry<Long, Range> entry = ranges.floorEntry(address + done);
      if (entry == null || Long.compareUnsigned(entry.getValue().last(), address + done) < 0) {
        return false;
      }
      Range range = entry.getValue();
      long inRange = address + done - range.first();
      long left = range.last() - range.first() - inRange + 1;
      int piece = (int) Math.min(left, data.length - done);
      long at = range.offset() + inRange;
      if (write) {
        MemorySegment.copy(data, done, bytes, ValueLayout.JAVA_BYTE, at, piece);
      } else {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, data, done, piece);
      }
      done += piece;
    }
    return true;
  }

  @Override
  public void close() {
    arena.close();
    file.close();
  }
}
