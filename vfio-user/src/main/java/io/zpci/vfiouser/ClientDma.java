package io.zpci.vfiouser;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a served function's I/O addresses reach: the memory of the client that is there, nothing
 * where none is. Any thread may access it.
 *
 * <p>A client that cuts a file which it has mapped ends its own connection and nobody else's: an
 * access answers {@link Dma#PROTECTED} from then on, whoever made it, and {@link #check()} throws
 * for the connection's own thread.
 */
final class ClientDma implements Dma {
  private volatile @Nullable GuestMemory memory;
  private volatile @Nullable InternalError cut;

  ClientDma() {}

  /** From now on it leads to {@code newMemory}, whole again; null where there is no client. */
  void lead(@Nullable GuestMemory newMemory) {
    memory = newMemory;
    cut = null;
  }

  /** The memory of the client that is there. */
  @Nullable GuestMemory memory() {
    return memory;
  }

  /** Throws where an access met the end of a file that was cut. */
  void check() {
    InternalError met = cut;
    if (met != null) {
      throw new InternalError("a file of the client was cut after it was mapped", met);
    }
  }

  private @Nullable GuestMemory whole() {
    return cut == null ? memory : null;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    GuestMemory now = whole();
    try {
      return now == null ? PROTECTED : now.read(address, target, at, length);
    } catch (InternalError e) {
      cut = e;
      return PROTECTED;
    }
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    GuestMemory now = whole();
    try {
      return now == null ? PROTECTED : now.write(address, source, at, length);
    } catch (InternalError e) {
      cut = e;
      return PROTECTED;
    }
  }

  @Override
  public int or(long address, int bits, Register previous) {
    GuestMemory now = whole();
    try {
      if (now != null) {
        return now.or(address, bits, previous);
      }
    } catch (InternalError e) {
      cut = e;
    }
    previous.set(0);
    return PROTECTED;
  }

  @Override
  public int check(long address, long length) {
    GuestMemory now = whole();
    return now == null ? PROTECTED : now.check(address, length);
  }

  /** As {@link GuestMemory#readFile}; false where there is no client or its file was cut. */
  boolean readFile(long offset, MemorySegment target, long at, int length) {
    GuestMemory now = whole();
    try {
      return now != null && now.readFile(offset, target, at, length);
    } catch (InternalError e) {
      cut = e;
      return false;
    }
  }
}
