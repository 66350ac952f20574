package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A file whose pages are shared with another process: a guest's memory. The file stays the
 * caller's; a mapping lives on without the descriptor.
 */
public final class SharedFile implements AutoCloseable {
  private final Descriptor descriptor;

  /** The file that {@code descriptor}, which is this one's now, leads to. */
  public SharedFile(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** A new file of {@code size} zero bytes that has no name in any folder. */
  public static SharedFile create(String name, long size) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      SharedFile file =
          new SharedFile(Descriptor.of("memfd_create", Libc.memfd(arena.allocateFrom(name))));
      file.resize(size);
      return file;
    }
  }

  /** The descriptor, which stays this one's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Bytes in the file now. */
  public long size() throws PosixException {
    long size = Libc.size(descriptor.number());
    if (size < 0) {
      throw new PosixException("lseek", (int) -size);
    }
    return size;
  }

  /** Cuts or extends the file; who accesses a mapping beyond its end gets an InternalError. */
  public void resize(long size) throws PosixException {
    int answer = Libc.ftruncate(descriptor.number(), size);
    if (answer < 0) {
      throw new PosixException("ftruncate", -answer);
    }
  }

  /**
   * Maps {@code length} bytes from {@code offset}, a multiple of a page, on.
   *
   * @param arena ends the mapping when it is closed
   * @param writable whether it may be written; else a write is a fault of the process, so whoever
   *     hands the mapping on makes it read-only
   * @throws PosixException where the descriptor cannot be mapped that way
   */
  @SuppressWarnings("restricted") // the address is the kernel's, the length was checked
  public MemorySegment map(Arena arena, long offset, long length, boolean writable)
      throws PosixException {
    if (length <= 0 || offset < 0 || offset > size() - length) {
      throw new IllegalArgumentException(
          "a mapping of [0x%x, +0x%x), the file has 0x%x bytes".formatted(offset, length, size()));
    }
    int protection = writable ? Libc.PROT_READ | Libc.PROT_WRITE : Libc.PROT_READ;
    long address = Libc.mmap(descriptor.number(), offset, length, protection);
    if (address < 0) {
      throw new PosixException("mmap", (int) -address);
    }
    MemorySegment mapped =
        MemorySegment.ofAddress(address)
            .reinterpret(length, arena, gone -> Libc.munmap(gone.address(), length));
    return writable ? mapped : mapped.asReadOnly();
  }

  /**
   * What accesses to a mapping did so far is settled: where one of this thread met the end of a
   * file that was cut, its {@link InternalError} is thrown here at the latest. Compiled code
   * notices such a fault only later, at a call of the library or at a loop's end, which may be far
   * outside of whatever was to catch it.
   */
  public static void settle() {
    Libc.pass();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
