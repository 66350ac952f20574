package io.zpci.vfiouser;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a vfio-user client lets the function reach: ranges of I/O addresses that lead into files of
 * the client, or by messages to the client itself. A file is mapped once, however many ranges lead
 * into it.
 *
 * <p>The client is not trusted: what it asks for is refused with an errno or done whole; at most
 * {@link #limit} ranges. An access runs across ranges that touch; it transfers nothing where a part
 * of it is not mapped, or not mapped that way ({@link Dma#PROTECTED}). A file that was cut after it
 * was mapped makes an access an {@link InternalError}, thrown by the access itself and not later:
 * whoever serves the client ends it then.
 *
 * <p>Any thread may access, map and unmap; an access allocates nothing where it leads into a file.
 * Source: spec passthrough f.2, f.4; ranges are unmapped as QEMU coalesces them.
 */
public final class GuestMemory implements Dma, AutoCloseable {
  /** In the flags of a range: the function may read. */
  public static final int READ = 1;

  /** In the flags of a range: the function may write. */
  public static final int WRITE = 2;

  private static final long PAGE_MASK = 4095;
  private static final int NOTHING = -1;
  private static final int WORD = 4;

  private final int limit;
  private final MessageDma messages;
  private final Map<MappedFile.Identity, MappedFile> files = new HashMap<>();

  /** The one file, where there is exactly one. */
  private @Nullable MappedFile only;

  private final MemorySegment wordBytes = MemorySegment.ofArray(new int[1]);

  /** Ranges in order of their unsigned first addresses. */
  private long[] firsts = new long[16];

  private long[] lasts = new long[16];
  private long[] offsets = new long[16];
  private int[] flags = new int[16];
  private @Nullable MappedFile[] into = new @Nullable MappedFile[16];
  private int count;

  /**
   * Nothing mapped.
   *
   * @param limit how many ranges there may be
   * @param messages how ranges without a file are reached
   */
  public GuestMemory(int limit, MessageDma messages) {
    this.limit = limit;
    this.messages = messages;
  }

  /** How many ranges there may be. */
  public int limit() {
    return limit;
  }

  /** How many ranges there are. */
  public synchronized int ranges() {
    return count;
  }

  /** The first address of {@code range}, from 0, in order of unsigned addresses. */
  public synchronized long address(int range) {
    return firsts[Objects.checkIndex(range, count)];
  }

  /** The bytes of {@code range}, from 0. */
  public synchronized long size(int range) {
    return lasts[Objects.checkIndex(range, count)] - firsts[range] + 1;
  }

  /** Whether a range begins at {@code address}. */
  public synchronized boolean begins(long address) {
    int range = floor(address);
    return range != NOTHING && firsts[range] == address;
  }

  /** How many files are mapped. */
  public synchronized int files() {
    return files.size();
  }

  /**
   * {@code DMA_MAP}.
   *
   * @param access {@link #READ}, {@link #WRITE} or both
   * @param offset where in the file the range begins
   * @param file the file, which this closes in any case; null for a range that is reached by
   *     messages
   * @return 0 or a negative errno: EINVAL for what is no range of pages, unknown access, or a file
   *     that does not hold it; EEXIST where it overlaps another range; ENOSPC beyond the limit;
   *     what the file could not be mapped for
   */
  public synchronized int map(
      long address, long size, int access, long offset, @Nullable Descriptor file) {
    try (Descriptor owned = file) {
      int at = place(address, size, access);
      if (at < 0) {
        return at;
      }
      MappedFile mapped = null;
      if (owned != null) {
        mapped = mapped(owned, access);
        if (offset < 0 || (offset & PAGE_MASK) != 0 || offset > mapped.bytes().byteSize() - size) {
          forgetUnused(mapped);
          return -Errno.EINVAL;
        }
        mapped.use();
      }
      insert(at, address, address + size - 1, access, offset, mapped);
      return 0;
    } catch (PosixException e) {
      return -e.errno();
    } catch (IOException | IllegalArgumentException e) {
      // No descriptor of a file that can be mapped.
      return -Errno.EINVAL;
    }
  }

  /** Where a new range belongs, or a negative errno. */
  private int place(long address, long size, int access) {
    boolean pages = size != 0 && ((size | address) & PAGE_MASK) == 0;
    long last = address + size - 1;
    if (!pages
        || Long.compareUnsigned(last, address) < 0
        || access == 0
        || (access & ~(READ | WRITE)) != 0) {
      return -Errno.EINVAL;
    }
    int below = floor(last);
    if (below != NOTHING && Long.compareUnsigned(lasts[below], address) >= 0) {
      return -Errno.EEXIST;
    }
    return count == limit ? -Errno.ENOSPC : below + 1;
  }

  private MappedFile mapped(Descriptor descriptor, int access) throws IOException {
    boolean writable = (access & WRITE) != 0;
    MappedFile.Identity identity = MappedFile.identity(descriptor, writable);
    MappedFile there = files.get(identity);
    if (there == null) {
      try (SharedFile file = new SharedFile(new Descriptor(descriptor.release()))) {
        there = MappedFile.map(identity, file);
      }
      files.put(identity, there);
      only = files.size() == 1 ? there : null;
    }
    return there;
  }

  private void forgetUnused(MappedFile file) {
    file.use();
    release(file);
  }

  private void release(@Nullable MappedFile file) {
    if (file != null && file.release()) {
      files.remove(file.identity());
      only = files.size() == 1 ? files.values().iterator().next() : null;
    }
  }

  private void insert(
      int at, long first, long last, int access, long offset, @Nullable MappedFile file) {
    if (count == firsts.length) {
      firsts = Arrays.copyOf(firsts, count * 2);
      lasts = Arrays.copyOf(lasts, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      flags = Arrays.copyOf(flags, count * 2);
      into = Arrays.copyOf(into, count * 2);
    }
    move(at, at + 1, count - at);
    firsts[at] = first;
    lasts[at] = last;
    offsets[at] = offset;
    flags[at] = access;
    into[at] = file;
    count++;
  }

  private void move(int from, int to, int ranges) {
    System.arraycopy(firsts, from, firsts, to, ranges);
    System.arraycopy(lasts, from, lasts, to, ranges);
    System.arraycopy(offsets, from, offsets, to, ranges);
    System.arraycopy(flags, from, flags, to, ranges);
    System.arraycopy(into, from, into, to, ranges);
  }

  /**
   * {@code DMA_UNMAP}: every range in {@code [address, address + size)} goes, none there is no
   * error.
   *
   * @return 0, or -EINVAL where the bounds are no pages or cut a range: then nothing is done
   */
  public synchronized int unmap(long address, long size) {
    long last = address + size - 1;
    if (size == 0
        || ((size | address) & PAGE_MASK) != 0
        || Long.compareUnsigned(last, address) < 0
        || cuts(address)
        || (last != -1 && cuts(last + 1))) {
      return -Errno.EINVAL;
    }
    remove(floor(address - 1, address), floor(last) + 1);
    return 0;
  }

  /** {@code DMA_UNMAP} of everything. */
  public synchronized void unmapAll() {
    remove(0, count);
  }

  private void remove(int from, int to) {
    for (int i = from; i < to; i++) {
      release(into[i]);
    }
    move(to, from, count - to);
    Arrays.fill(into, count - (to - from), count, null);
    count -= to - from;
  }

  /** Whether {@code border} lies inside a range: after its first byte. */
  private boolean cuts(long border) {
    int below = floor(border);
    return below != NOTHING
        && firsts[below] != border
        && Long.compareUnsigned(lasts[below], border) >= 0;
  }

  /** How many ranges begin below {@code address}, which is one above {@code before}. */
  private int floor(long before, long address) {
    return address == 0 ? 0 : floor(before) + 1;
  }

  /** The last range that begins at {@code address} or below. */
  private int floor(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(firsts[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  @Override
  public synchronized int read(long address, MemorySegment target, long at, long length) {
    int range = find(address, length, READ);
    if (range == NOTHING) {
      return PROTECTED;
    }
    for (long done = 0; done < length; range++) {
      long piece = piece(range, address + done, length - done);
      MappedFile file = into[range];
      if (file == null) {
        if (!messages.read(address + done, target, at + done, (int) piece)) {
          return PROTECTED;
        }
      } else {
        long from = offsets[range] + (address + done - firsts[range]);
        MemorySegment.copy(file.bytes(), from, target, at + done, piece);
        SharedFile.settle();
      }
      done += piece;
    }
    return 0;
  }

  @Override
  public synchronized int write(long address, MemorySegment source, long at, long length) {
    int range = find(address, length, WRITE);
    if (range == NOTHING) {
      return PROTECTED;
    }
    for (long done = 0; done < length; range++) {
      long piece = piece(range, address + done, length - done);
      MappedFile file = into[range];
      if (file == null) {
        if (!messages.write(address + done, source, at + done, (int) piece)) {
          return PROTECTED;
        }
      } else {
        long to = offsets[range] + (address + done - firsts[range]);
        MemorySegment.copy(source, at + done, file.bytes(), to, piece);
        SharedFile.settle();
      }
      done += piece;
    }
    return 0;
  }

  /**
   * {@inheritDoc} By messages it is a read and a write: the client has no message for it, and what
   * its CPUs store in between is lost.
   */
  @Override
  public synchronized int or(long address, int bits, Register previous) {
    int range = find(address, WORD, READ | WRITE);
    if (range == NOTHING || (address & (WORD - 1)) != 0) {
      previous.set(0);
      return PROTECTED;
    }
    MappedFile file = into[range];
    if (file == null) {
      return orByMessages(address, bits, previous);
    }
    long at = offsets[range] + (address - firsts[range]);
    int old = (int) Layouts.ATOMIC_INT.getAndBitwiseOr(file.bytes(), at, bits);
    SharedFile.settle();
    previous.set(Integer.toUnsignedLong(old));
    return 0;
  }

  /**
   * Reads the file itself, mapped for I/O or not: where a client's whole storage is one file, an
   * offset in it is an absolute address.
   *
   * @return false, and nothing read, where not exactly one file is mapped or it does not hold all
   *     of it
   */
  public synchronized boolean readFile(long offset, MemorySegment target, long at, int length) {
    MappedFile file = only;
    if (file == null || length < 0 || offset < 0 || offset > file.bytes().byteSize() - length) {
      return false;
    }
    MemorySegment.copy(file.bytes(), offset, target, at, length);
    SharedFile.settle();
    return true;
  }

  private int orByMessages(long address, int bits, Register previous) {
    if (!messages.read(address, wordBytes, 0, WORD)) {
      previous.set(0);
      return PROTECTED;
    }
    int old = wordBytes.get(Layouts.INT, 0);
    wordBytes.set(Layouts.INT, 0, old | bits);
    if (!messages.write(address, wordBytes, 0, WORD)) {
      previous.set(0);
      return PROTECTED;
    }
    previous.set(Integer.toUnsignedLong(old));
    return 0;
  }

  @Override
  public synchronized int check(long address, long length) {
    return find(address, length, WRITE) == NOTHING ? PROTECTED : 0;
  }

  /** The range where an access begins, all of which is mapped for {@code access}. */
  private int find(long address, long length, int access) {
    long last = address + length - 1;
    if (length <= 0 || Long.compareUnsigned(last, address) < 0) {
      return NOTHING;
    }
    int first = floor(address);
    if (first == NOTHING) {
      return NOTHING;
    }
    long next = address;
    for (int range = first; range < count; range++) {
      boolean there =
          Long.compareUnsigned(firsts[range], next) <= 0
              && Long.compareUnsigned(lasts[range], next) >= 0;
      if (!there || (flags[range] & access) != access) {
        return NOTHING;
      }
      if (Long.compareUnsigned(lasts[range], last) >= 0) {
        return first;
      }
      next = lasts[range] + 1;
    }
    return NOTHING;
  }

  private long piece(int range, long address, long length) {
    long left = lasts[range] - address + 1;
    return Long.compareUnsigned(left, length) < 0 && left != 0 ? left : length;
  }

  /** Nothing is mapped any more. */
  @Override
  public void close() {
    unmapAll();
  }
}
