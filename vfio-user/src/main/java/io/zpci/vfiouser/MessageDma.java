package io.zpci.vfiouser;

import java.lang.foreign.MemorySegment;

/**
 * A client's memory that came without a file: it is asked for each access by messages ({@code
 * DMA_READ}, {@code DMA_WRITE}). Source: spec passthrough f.2, f.5.
 */
public interface MessageDma {
  /** Reads {@code length} bytes at I/O {@code address}; false where the client refuses. */
  boolean read(long address, MemorySegment target, long at, int length);

  /** Writes {@code length} bytes to I/O {@code address}; false where the client refuses. */
  boolean write(long address, MemorySegment source, long at, int length);
}
