package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.FlatDma;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;

/**
 * An IOMMU of a host that is no s390: ranges, without tables that anybody sees. It is what the
 * function's I/O addresses reach there.
 */
public final class NativeIommu implements Iommu, Dma {
  private final GuestStorage storage;
  private final long origin;
  private final FlatDma readable;
  private final FlatDma writable;

  /**
   * An IOMMU with nothing mapped.
   *
   * @param storage a piece of the host's storage; the rest is out of reach
   * @param origin the host's storage address of the piece's address 0
   */
  public NativeIommu(GuestStorage storage, long origin) {
    this.storage = storage;
    this.origin = origin;
    this.readable = new FlatDma(storage);
    this.writable = new FlatDma(storage);
  }

  @Override
  public int map(long ioAddress, long address, long size, boolean mayWrite) {
    long inPiece = address - origin;
    if (!storage.contains(inPiece, size)) {
      return -Errno.EFAULT;
    }
    boolean mapped =
        readable.map(ioAddress, inPiece, size)
            && (!mayWrite || writable.map(ioAddress, inPiece, size));
    return mapped ? 0 : -Errno.EEXIST;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    boolean unused = writable.unmap(ioAddress, size);
    return readable.unmap(ioAddress, size) ? 0 : -Errno.ENOENT;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    return readable.read(address, target, at, length);
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    return writable.write(address, source, at, length);
  }

  @Override
  public int or(long address, int bits, Register previous) {
    return writable.or(address, bits, previous);
  }

  @Override
  public int check(long address, long length) {
    return writable.check(address, length);
  }
}
