package io.zpci.function;

import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * DMA through ranges: I/O addresses {@code [io, io + size)} are storage addresses {@code [storage,
 * storage + size)}, as a VMM maps them for vfio. I/O addresses are unsigned. An access may run
 * across mappings that touch; what is not mapped answers {@link Dma#PROTECTED}.
 *
 * <p>The mappings are an immutable table that {@link #map} and {@link #unmap} replace: any thread
 * may access while one other maps. Accesses do not allocate. {@link #or} is atomic against every
 * other {@code or} and aligned access to the word, so the storage's memory must be 4-byte aligned,
 * native or a heap array of ints or longs (one of bytes gives no such guarantee), and so must each
 * mapping's storage address be, relative to its I/O address.
 */
public final class FlatDma implements Dma {
  private static final int WORD = 4;

  private final GuestStorage storage;
  private volatile Table table = Table.EMPTY;

  /** No mapping yet; all of them will lead to {@code storage}. */
  public FlatDma(GuestStorage storage) {
    this.storage = storage;
  }

  /**
   * Maps {@code size} bytes from {@code ioAddress} on to {@code storageAddress} on; false, and
   * nothing mapped, where that would overlap a mapping.
   *
   * @throws IllegalArgumentException where storage does not hold all of the target, or {@code size}
   *     is not positive, or the I/O addresses run over 2^64
   */
  public synchronized boolean map(long ioAddress, long storageAddress, long size) {
    if (size <= 0 || !storage.contains(storageAddress, size)) {
      throw new IllegalArgumentException(
          "storage does not hold [0x%x, +0x%x)".formatted(storageAddress, size));
    }
    long last = ioAddress + size - 1;
    if (Long.compareUnsigned(last, ioAddress) < 0) {
      throw new IllegalArgumentException(
          "I/O addresses [0x%x, +0x%x) run over".formatted(ioAddress, size));
    }
    Table old = table;
    int at = old.floor(last);
    if (at >= 0 && Long.compareUnsigned(old.lasts[at], ioAddress) >= 0) {
      return false;
    }
    table = old.with(at + 1, ioAddress, last, storageAddress);
    return true;
  }

  /**
   * Removes every mapping that lies wholly in {@code [ioAddress, ioAddress + size)}; {@code size}
   * is unsigned, and a range that runs over 2^64 ends there. A mapping that lies there in part
   * stays.
   *
   * @return whether a mapping that went started at {@code ioAddress}
   */
  public synchronized boolean unmap(long ioAddress, long size) {
    if (size == 0) {
      return false;
    }
    long end = ioAddress + size - 1;
    long last = Long.compareUnsigned(end, ioAddress) < 0 ? -1 : end;
    Table old = table;
    int first = old.floor(ioAddress);
    if (first < 0 || old.starts[first] != ioAddress) {
      first++;
    }
    int to = first;
    while (to < old.starts.length && Long.compareUnsigned(old.lasts[to], last) <= 0) {
      to++;
    }
    if (to == first) {
      return false;
    }
    table = old.without(first, to);
    return old.starts[first] == ioAddress;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    Table now = table;
    int one = now.holding(address, length);
    if (one >= 0) {
      long from = storage.offset(now.target(one, address));
      MemorySegment.copy(storage.segment(), from, target, at, length);
      return 0;
    }
    if (!now.maps(address, length)) {
      return PROTECTED;
    }
    long done = 0;
    while (done < length) {
      int mapping = now.floor(address + done);
      long piece = now.piece(mapping, address + done, length - done);
      MemorySegment.copy(
          storage.segment(),
          storage.offset(now.target(mapping, address + done)),
          target,
          at + done,
          piece);
      done += piece;
    }
    return 0;
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    Table now = table;
    int one = now.holding(address, length);
    if (one >= 0) {
      long to = storage.offset(now.target(one, address));
      MemorySegment.copy(source, at, storage.segment(), to, length);
      return 0;
    }
    if (!now.maps(address, length)) {
      return PROTECTED;
    }
    long done = 0;
    while (done < length) {
      int mapping = now.floor(address + done);
      long piece = now.piece(mapping, address + done, length - done);
      MemorySegment.copy(
          source,
          at + done,
          storage.segment(),
          storage.offset(now.target(mapping, address + done)),
          piece);
      done += piece;
    }
    return 0;
  }

  @Override
  public int or(long address, int bits, Register previous) {
    Table now = table;
    int mapping = now.floor(address);
    if (mapping < 0 || now.piece(mapping, address, WORD) != WORD) {
      return PROTECTED;
    }
    long offset = storage.offset(now.target(mapping, address));
    int old = (int) Layouts.ATOMIC_INT.getAndBitwiseOr(storage.segment(), offset, bits);
    previous.set(old & 0xffff_ffffL);
    return 0;
  }

  @Override
  public int check(long address, long length) {
    return table.maps(address, length) ? 0 : PROTECTED;
  }

  /**
   * Mappings sorted by I/O address: first and last address, and the storage address of the first.
   */
  private static final class Table {
    static final Table EMPTY = new Table(new long[0], new long[0], new long[0]);

    final long[] starts;
    final long[] lasts;
    final long[] targets;

    Table(long[] starts, long[] lasts, long[] targets) {
      this.starts = starts;
      this.lasts = lasts;
      this.targets = targets;
    }

    /** The last mapping that starts at or below {@code address}; -1 where there is none. */
    int floor(long address) {
      int low = 0;
      int high = starts.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (Long.compareUnsigned(starts[middle], address) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }

    /**
     * How many of {@code length} bytes at {@code address} the mapping holds; 0 where it ends
     * before.
     */
    long piece(int mapping, long address, long length) {
      if (Long.compareUnsigned(lasts[mapping], address) < 0) {
        return 0;
      }
      return Math.min(lasts[mapping] - address + 1, length);
    }

    /**
     * The mapping that holds all of {@code length} bytes at {@code address}; -1 where none does.
     */
    int holding(long address, long length) {
      int mapping = floor(address);
      return mapping >= 0 && piece(mapping, address, length) == length ? mapping : -1;
    }

    long target(int mapping, long address) {
      return targets[mapping] + (address - starts[mapping]);
    }

    boolean maps(long address, long length) {
      long done = 0;
      while (done < length) {
        int mapping = floor(address + done);
        long piece = mapping < 0 ? 0 : piece(mapping, address + done, length - done);
        if (piece == 0) {
          return false;
        }
        done += piece;
      }
      return true;
    }

    Table with(int at, long start, long last, long target) {
      return new Table(
          insert(starts, at, start), insert(lasts, at, last), insert(targets, at, target));
    }

    Table without(int from, int to) {
      return new Table(cut(starts, from, to), cut(lasts, from, to), cut(targets, from, to));
    }

    private static long[] insert(long[] values, int at, long value) {
      long[] longer = Arrays.copyOf(values, values.length + 1);
      System.arraycopy(values, at, longer, at + 1, values.length - at);
      longer[at] = value;
      return longer;
    }

    private static long[] cut(long[] values, int from, int to) {
      long[] shorter = Arrays.copyOf(values, values.length - (to - from));
      System.arraycopy(values, to, shorter, from, values.length - to);
      return shorter;
    }
  }
}
