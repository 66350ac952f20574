package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The ISM variant of vfio-pci (Linux 7.1 and later): one write of a BAR is one PCISTB of the same
 * bytes or nothing, a read is a row of PCILGs, both by handle, and what the instruction answers is
 * what the caller gets. File offset of a region: {@code index << 48}, because ISM's BAR 0 has 2^48
 * bytes. Ioctls, interrupts and configuration space are the generic driver's.
 *
 * <p>Neither memory space nor an MSI-X table is looked at, and nothing is mapped. A block's length
 * and alignment are the function's affair. The handle is read at every access. Source: spec
 * passthrough b ({@code drivers/vfio/pci/ism/main.c}).
 */
public final class IsmVfioPci implements VfioDevice {
  /** How far a region's index is shifted in a file offset. */
  public static final int OFFSET_SHIFT = 48;

  private static final long OFFSET_MASK = (1L << OFFSET_SHIFT) - 1;
  private static final long PAGE = 4096;

  private final LinuxIo io;
  private final Zdev zdev;
  private final Tap tap;
  private final VfioCore core;
  private final long[] sizes;
  private final int maxStoreBlock;
  private final boolean shortReadsZero;

  /** The kernel's buffer, a page of its own, that a block is copied to: laid over the caller's. */
  private final GuestStorage block = GuestStorage.window();

  private final Register loaded = new Register();
  private final Window[] windows = new Window[PCI_REGIONS];

  /**
   * Opens the function that {@code io} reaches.
   *
   * @param host the rest of the host: its accessors serve configuration space
   */
  public IsmVfioPci(VfioHost host, LinuxIo io, Tap tap) {
    this.io = io;
    this.zdev = io.zdev();
    this.tap = tap;
    this.core = new VfioCore(host, zdev.facts(), tap);
    this.sizes = zdev.facts().barSizeArray();
    this.maxStoreBlock = zdev.maxStoreBlock();
    this.shortReadsZero = host.version().ismShortReadsZero();
    for (int index = 0; index < windows.length; index++) {
      windows[index] = new Window((long) index << OFFSET_SHIFT);
    }
  }

  /**
   * Where the function's message-signalled interrupts go: the eventfds of the kind that SET_IRQS
   * enabled.
   */
  public Msi msi() {
    return core.msi();
  }

  /** {@inheritDoc} Nine regions are reported, though only seven answer. */
  @Override
  public DeviceInfo info() {
    return core.info(PCI_REGIONS);
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    long size =
        switch (index) {
          case 0, 1, 2, 3, 4, 5 -> sizes[index];
          case CONFIG_REGION -> core.config.size();
          default -> throw new VfioException(Errno.EINVAL);
        };
    int flags = size == 0 ? 0 : RegionInfo.FLAG_READ | RegionInfo.FLAG_WRITE;
    return new RegionInfo(index, flags, size, (long) index << OFFSET_SHIFT, List.of());
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    return core.irqInfo(index);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A position beyond the region's 2^48 bytes reaches the next region, as an offset in the file
   * does.
   */
  @Override
  public RegionAccess region(int index) {
    return index >= 0 && index < windows.length
        ? windows[index]
        : new Window((long) index << OFFSET_SHIFT);
  }

  @Override
  public RegionAccess file() {
    return windows[0];
  }

  @Override
  public int setIrqs(IrqSet set) {
    return core.setIrqs(set);
  }

  @Override
  public int reset() {
    return core.reset();
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    return core.dmaMap(ioAddress, address, size, writable);
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    return core.dmaUnmap(ioAddress, size);
  }

  private long read(long offset, MemorySegment buffer, long at, long count) {
    if (count == 0) {
      return 0;
    }
    int index = (int) (offset >>> OFFSET_SHIFT);
    long position = offset & OFFSET_MASK;
    if (index == CONFIG_REGION) {
      return core.config.pread(position, buffer, at, count);
    }
    long length = length(index, position, count);
    return length < 0 ? length : load(index, position, buffer, at, length);
  }

  private long write(long offset, MemorySegment buffer, long at, long count) {
    if (count == 0) {
      return 0;
    }
    int index = (int) (offset >>> OFFSET_SHIFT);
    long position = offset & OFFSET_MASK;
    if (index == CONFIG_REGION) {
      return core.config.pwrite(position, buffer, at, count);
    }
    long length = length(index, position, count);
    return length < 0 ? length : storeBlock(index, position, buffer, at, length);
  }

  /** How much of an access lies inside the BAR, or a negative errno. */
  private long length(int index, long position, long count) {
    if (index >= sizes.length) {
      return refuse(VfioRules.ISM_REGION, Errno.EINVAL);
    }
    long end = sizes[index];
    if (end == 0) {
      return refuse(VfioRules.ISM_BAR_ABSENT, Errno.EINVAL);
    }
    if (position >= end) {
      return refuse(VfioRules.ISM_BAR_END, Errno.EINVAL);
    }
    if (count <= end - position) {
      return count;
    }
    tap.broken(VfioRules.ISM_BAR_CLAMPED);
    return end - position;
  }

  private long load(int bar, long position, MemorySegment buffer, long at, long count) {
    long room = buffer.isReadOnly() ? 0 : buffer.byteSize() - at;
    long done = 0;
    while (done < count) {
      int piece = Splitter.piece(8, position + done, count - done);
      int result = io.load(Request.of(zdev.handle(), bar, piece), position + done, loaded);
      if (result < 0) {
        tap.broken(VfioRules.ISM_READ_FAILED);
        return result;
      }
      if (done + piece > room) {
        return refuse(VfioRules.ISM_READ_FAULT, Errno.EFAULT);
      }
      Layouts.putImage(buffer, at + done, piece, copied(piece));
      done += piece;
    }
    return done;
  }

  /** The register's low bytes; the first patches copied the high ones, which are zeros (g.24). */
  private long copied(int piece) {
    if (!shortReadsZero || piece == Long.BYTES) {
      return loaded.get();
    }
    tap.broken(VfioRules.ISM_SHORT_READ);
    return 0;
  }

  private long storeBlock(int bar, long position, MemorySegment buffer, long at, long count) {
    if (count > maxStoreBlock) {
      return refuse(VfioRules.ISM_WRITE_LENGTH, Errno.EINVAL);
    }
    if ((position & (PAGE - 1)) + count > PAGE) {
      return refuse(VfioRules.ISM_WRITE_PAGE, Errno.EINVAL);
    }
    if (count > buffer.byteSize() - at) {
      return refuse(VfioRules.ISM_WRITE_FAULT, Errno.EFAULT);
    }
    long request = Request.of(zdev.handle(), bar, (int) count);
    int result = io.storeBlock(request, position, block.over(buffer, at, PAGE), PAGE);
    if (result < 0) {
      tap.broken(VfioRules.ISM_WRITE_FAILED);
      return result;
    }
    return count;
  }

  private long refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }

  /** The device file from an offset on. */
  private final class Window implements RegionAccess {
    private final long start;

    Window(long start) {
      this.start = start;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      return read(start + position, buffer, at, count);
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      return write(start + position, buffer, at, count);
    }
  }
}
