package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Memory of this process that a socket sends from and receives into without a copy. It is never a
 * mapped file, whose pages may vanish under a system call. Any thread may use it; nobody may when
 * it is closed.
 */
public final class TransferBuffer implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;

  /** {@code size} zero bytes. */
  public TransferBuffer(long size) {
    bytes = arena.allocate(size, Long.BYTES);
  }

  /** The bytes; aligned to 8. */
  public MemorySegment bytes() {
    return bytes;
  }

  long address(long at, int length) {
    Objects.checkFromIndexSize(at, length, bytes.byteSize());
    return bytes.address() + at;
  }

  @Override
  public void close() {
    arena.close();
  }
}
