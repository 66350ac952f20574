package io.zpci.recording;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One guest's memory as a recording speaks of it: I/O addresses are mapped to offsets, several to
 * the same one if need be, and a page of memory comes into being when it is first touched. Memory
 * that nobody wrote is 0.
 */
public final class RecordedMemory implements Dma {
  private static final int PAGE = 4096;
  private static final int WRITABLE = 2;

  private final TreeMap<Long, Mapping> mappings = new TreeMap<>(Long::compareUnsigned);
  private final Map<Long, MemorySegment> pages = new HashMap<>();
  private final MemorySegment word = MemorySegment.ofArray(new int[1]);

  /**
   * I/O addresses {@code first} to {@code last}, both included, are offsets from {@code offset} on.
   */
  private record Mapping(long first, long last, long offset, boolean writable) {
    long offsetOf(long address) {
      return offset + (address - first);
    }
  }

  /** Memory without a mapping. */
  public RecordedMemory() {}

  /** Maps a range; what was mapped there is not any more. */
  public void map(long address, long offset, long size, int flags) {
    unmap(address, size);
    mappings.put(
        address, new Mapping(address, last(address, size), offset, (flags & WRITABLE) != 0));
  }

  /** Whether a mapping starts at {@code address}. */
  boolean starts(long address) {
    return mappings.containsKey(address);
  }

  /** Whether anything in a range is mapped, other than by the very same {@link #map}. */
  boolean isTaken(long address, long offset, long size, int flags) {
    long last = last(address, size);
    Map.Entry<Long, Mapping> entry = mappings.floorEntry(last);
    if (entry == null || Long.compareUnsigned(entry.getValue().last(), address) < 0) {
      return false;
    }
    return !entry.getValue().equals(new Mapping(address, last, offset, (flags & WRITABLE) != 0));
  }

  /**
   * Ends all mappings in a range, in part where they lie there in part. Whether one started at
   * {@code address}.
   */
  public boolean unmap(long address, long size) {
    long last = last(address, size);
    final boolean had = mappings.containsKey(address);
    Map.Entry<Long, Mapping> below = mappings.lowerEntry(address);
    if (below != null && Long.compareUnsigned(below.getValue().last(), address) >= 0) {
      Mapping cut = below.getValue();
      mappings.put(
          cut.first(), new Mapping(cut.first(), address - 1, cut.offset(), cut.writable()));
      keepTail(cut, last);
    }
    Map.Entry<Long, Mapping> inside = mappings.ceilingEntry(address);
    while (inside != null && Long.compareUnsigned(inside.getKey(), last) <= 0) {
      mappings.remove(inside.getKey());
      keepTail(inside.getValue(), last);
      inside = mappings.higherEntry(inside.getKey());
    }
    return had;
  }

  private void keepTail(Mapping mapping, long last) {
    if (Long.compareUnsigned(mapping.last(), last) > 0) {
      mappings.put(
          last + 1,
          new Mapping(last + 1, mapping.last(), mapping.offsetOf(last + 1), mapping.writable()));
    }
  }

  private static long last(long address, long size) {
    long last = address + size - 1;
    return Long.compareUnsigned(last, address) < 0 ? -1 : last;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    if (!isMapped(address, length, false)) {
      return PROTECTED;
    }
    for (long done = 0; done < length; ) {
      long offset = offset(address + done);
      int chunk = chunk(address + done, offset, length - done);
      MemorySegment.copy(page(offset), inPage(offset), target, at + done, chunk);
      done += chunk;
    }
    return 0;
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    if (!isMapped(address, length, true)) {
      return PROTECTED;
    }
    for (long done = 0; done < length; ) {
      long offset = offset(address + done);
      int chunk = chunk(address + done, offset, length - done);
      MemorySegment.copy(source, at + done, page(offset), inPage(offset), chunk);
      done += chunk;
    }
    return 0;
  }

  @Override
  public int or(long address, int bits, Register previous) {
    if (!isMapped(address, Integer.BYTES, true)) {
      return PROTECTED;
    }
    read(address, word, 0, Integer.BYTES); // one thread replays: nothing comes in between
    int before = word.get(Layouts.INT, 0);
    word.set(Layouts.INT, 0, before | bits);
    write(address, word, 0, Integer.BYTES);
    previous.set(before & 0xffff_ffffL);
    return 0;
  }

  @Override
  public int check(long address, long length) {
    return isMapped(address, length, true) ? 0 : PROTECTED;
  }

  private boolean isMapped(long address, long length, boolean toWrite) {
    long last = address + length - 1;
    if (Long.compareUnsigned(last, address) < 0) {
      return false; // beyond the last address
    }
    long at = address;
    while (true) {
      Mapping mapping = mapping(at);
      if (mapping == null || (toWrite && !mapping.writable())) {
        return false;
      }
      if (Long.compareUnsigned(mapping.last(), last) >= 0) {
        return true;
      }
      at = mapping.last() + 1;
    }
  }

  private @Nullable Mapping mapping(long address) {
    Map.Entry<Long, Mapping> entry = mappings.floorEntry(address);
    return entry != null && Long.compareUnsigned(entry.getValue().last(), address) >= 0
        ? entry.getValue()
        : null;
  }

  private long offset(long address) {
    Mapping mapping = mapping(address);
    if (mapping == null) {
      throw new IllegalStateException("0x" + Long.toHexString(address) + " is not mapped");
    }
    return mapping.offsetOf(address);
  }

  /** How many bytes from {@code address} on lie in one mapping and in one page. */
  private int chunk(long address, long offset, long most) {
    Mapping mapping = mapping(address);
    long behind = mapping == null ? 0 : mapping.last() - address;
    long mapped = Long.compareUnsigned(behind, PAGE) < 0 ? behind + 1 : PAGE;
    return (int) Math.min(Math.min(most, mapped), PAGE - inPage(offset));
  }

  private static long inPage(long offset) {
    return offset & PAGE - 1;
  }

  private MemorySegment page(long offset) {
    return pages.computeIfAbsent(
        offset & -PAGE, _ -> MemorySegment.ofArray(new long[PAGE / Long.BYTES]));
  }
}
