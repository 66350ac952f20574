package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The zPCI I/O region of the 2020 proposal, which was never merged: 48 bytes, of which a process
 * reads the header (16) and writes a request (32); writing executes the request as one PCILG or one
 * PCISTB by handle. All integers are big-endian, the order of the only hosts that had it.
 *
 * <p>It passes by the memory-enabled test and by the mediation of configuration space and of the
 * MSI-X table. Its errors are EIO, whatever the instruction answered. Source: spec passthrough c.1.
 */
public final class ZpciIoRegion implements DeviceRegion {
  /** Bytes of the region. */
  public static final int SIZE = 48;

  /** Where the request starts. */
  public static final int REQUEST = 16;

  /** Offset of the flags: {@link #READ} or {@link #BLOCK_WRITE}. */
  public static final int FLAGS = 16;

  /** Offset of the process's address of the data. */
  public static final int ADDRESS = 24;

  /** Offset of the offset in the PCI address space. */
  public static final int OFFSET = 32;

  /** Offset of the length. */
  public static final int LENGTH = 44;

  /** Offset of the PCI address space. */
  public static final int SPACE = 46;

  /** Request flag: PCILG. */
  public static final long READ = 1;

  /** Request flag: PCISTB. */
  public static final long BLOCK_WRITE = 2;

  /** The region's capability: vendor type of IBM, subtype 2. */
  public static final Capability.RegionType TYPE = new Capability.RegionType(0x8000_1014, 2);

  private static final int MAX = 8;
  private static final int LOAD_MAX = 8;
  private static final long PAGE_MASK = -4096;

  private final @Nullable LinuxIo io;
  private final UserMemory memory;
  private final boolean partsExecute;
  private final Tap tap;
  private final MemorySegment region = Arena.ofAuto().allocate(SIZE, 8);
  private final Register loaded = new Register();

  /**
   * The region as posted.
   *
   * @param io the host kernel on the function; null where there is no zPCI function behind the
   *     device
   * @param memory the process's
   */
  public ZpciIoRegion(@Nullable LinuxIo io, UserMemory memory, Tap tap) {
    this(io, memory, true, tap);
  }

  /**
   * The region with the defect of partial writes on or off: as posted, a write of a part of the
   * request executes the whole of it, with what earlier writes left in the rest; otherwise only a
   * write that reaches the request's end executes.
   */
  public ZpciIoRegion(@Nullable LinuxIo io, UserMemory memory, boolean partsExecute, Tap tap) {
    this.io = io;
    this.memory = memory;
    this.partsExecute = partsExecute;
    this.tap = tap;
    if (io != null) {
      region.set(Layouts.SHORT, MAX, (short) io.zdev().maxStoreBlock());
    }
  }

  @Override
  public long size() {
    return SIZE;
  }

  @Override
  public Capability.RegionType type() {
    return TYPE;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    long length = length(position, count);
    if (length < 0) {
      return length;
    }
    if (position + length > REQUEST || buffer.isReadOnly() || length > buffer.byteSize() - at) {
      return refuse(VfioRules.REGION_READ, Errno.EFAULT);
    }
    MemorySegment.copy(region, position, buffer, at, length);
    return length;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    long length = length(position, count);
    if (length < 0) {
      return length;
    }
    if (position < REQUEST || length > buffer.byteSize() - at) {
      return refuse(VfioRules.REGION_WRITE, Errno.EFAULT);
    }
    MemorySegment.copy(buffer, at, region, position, length);
    if (length < SIZE - REQUEST) {
      tap.broken(VfioRules.REGION_STALE);
      if (!partsExecute && position + length < SIZE) {
        return length;
      }
    }
    int result = execute();
    return result < 0 ? result : length;
  }

  private long length(long position, long count) {
    if (io == null) {
      return refuse(VfioRules.REGION_NO_ZDEV, Errno.ENODEV);
    }
    if (position < 0 || position >= SIZE) {
      return refuse(VfioRules.REGION_BOUNDS, Errno.EINVAL);
    }
    return Math.min(count, SIZE - position);
  }

  private int execute() {
    long flags = region.get(Layouts.LONG, FLAGS);
    long address = region.get(Layouts.LONG, ADDRESS);
    int length = region.get(Layouts.SHORT, LENGTH) & 0xffff;
    boolean read = (flags & READ) != 0;
    boolean block = (flags & BLOCK_WRITE) != 0;
    if (io == null) {
      return refuse(VfioRules.REGION_NO_ZDEV, Errno.ENODEV);
    }
    Zdev zdev = io.zdev();
    if ((read && length > LOAD_MAX) || (block && length > zdev.maxStoreBlock())) {
      return refuse(VfioRules.REGION_LENGTH, Errno.EIO);
    }
    if ((address & 7) != 0 || ((address ^ address + length - 1) & PAGE_MASK) != 0) {
      return refuse(VfioRules.REGION_BUFFER, Errno.EIO);
    }
    GuestStorage storage = memory.resolve(address, read ? LOAD_MAX : length);
    if (storage == null) {
      return refuse(VfioRules.REGION_PIN, Errno.EIO);
    }
    int result = -Errno.EIO;
    long request = Request.of(zdev.handle(), region.get(Layouts.BYTE, SPACE) & 0xff, length);
    long offset = region.get(Layouts.LONG, OFFSET);
    if (read) {
      result = io.load(request, offset, loaded);
      if (result == 0) {
        storage.putLong(address, loaded.get());
      }
    } else if (block) {
      result = io.storeBlock(request, offset, storage, address);
    }
    return result < 0 ? refuse(VfioRules.REGION_OPERATION, Errno.EIO) : 0;
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
