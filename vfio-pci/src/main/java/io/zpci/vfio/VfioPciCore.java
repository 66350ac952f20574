package io.zpci.vfio;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxVersion.BarMapping;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The generic vfio-pci of a kernel, opened on one function: every BAR access goes through the
 * splitter, configuration space is virtualised, device-specific regions follow. File offset of a
 * region: {@code index << 40}.
 *
 * <p>Opening enables memory space, reads configuration space and, by version, maps the BARs. What
 * the function answers to a load or a store is never known here: the accessors below drop it (spec
 * passthrough a.4). The device file and its regions serve one thread. Source: spec passthrough a.1
 * to a.8 ({@code vfio_pci_core.c}, {@code vfio_pci_rdwr.c}).
 */
public final class VfioPciCore implements VfioDevice {
  /** How far a region's index is shifted in a file offset. */
  public static final int OFFSET_SHIFT = 40;

  private static final long OFFSET_MASK = (1L << OFFSET_SHIFT) - 1;
  private static final int IBM = 0x1014;
  private static final int IBM_ISM = 0x04ed;

  private final IoAccessors io;
  private final Tap tap;
  private final VfioCore core;
  private final Splitter splitter;
  private final VfioIoeventfds ioeventfds;
  private final @Nullable DeviceRegion own;
  private final VfioHost.@Nullable Rom rom;
  private final Window[] windows;
  private final int barWidth;
  private final int romWidth;
  private final boolean resumes;
  private final boolean lazy;
  private final boolean canMmap;
  private final long[] sizes;
  private final long[] bases = new long[AddressSpace.BARS];
  private final int[] mappingErrors = new int[AddressSpace.BARS];
  private final int msixBar;
  private final long tableStart;
  private final long tableEnd;
  private Power power = Power.D0;

  /** Opens the function {@code facts} on {@code host}. */
  public VfioPciCore(VfioHost host, FunctionFacts facts, Tap tap) {
    this(host, facts, null, tap);
  }

  /** As above, with {@code own} as region 9 where it is not null. */
  public VfioPciCore(VfioHost host, FunctionFacts facts, @Nullable DeviceRegion own, Tap tap) {
    this.io = host.io();
    this.tap = tap;
    this.core = new VfioCore(host, facts, tap);
    this.splitter = new Splitter(io, core.config, tap);
    this.ioeventfds =
        new VfioIoeventfds(io, core.config, host.littleEndian(), host.version().ioeventfd64(), tap);
    this.own = own;
    this.rom = host.rom();
    this.windows = new Window[PCI_REGIONS + (own == null ? 0 : 1)];
    for (int index = 0; index < windows.length; index++) {
      windows[index] = new Window((long) index << OFFSET_SHIFT);
    }
    this.barWidth =
        host.littleEndian() ? host.version().barWidthOther() : host.version().barWidth();
    // A host without an accessor of 8 bytes has none for the ROM either.
    this.romWidth = Math.min(host.version().romWidth(), barWidth);
    this.resumes = host.version().runtimePm();
    this.lazy = host.version().mapping() == BarMapping.LAZY;
    this.canMmap = host.littleEndian();
    this.sizes = facts.barSizeArray();
    FunctionFacts.@Nullable Msix msix = facts.msix();
    this.msixBar = msix == null ? -1 : msix.bar();
    this.tableStart = msix == null ? 0 : msix.table();
    this.tableEnd = msix == null ? 0 : msix.table() + msix.tableSize();
    boolean skipsMapping =
        host.version().nonMappableBars()
            && !host.littleEndian()
            && facts.vendor() == IBM
            && facts.device() == IBM_ISM;
    if (!lazy) {
      mapAll(skipsMapping);
    }
  }

  private void mapAll(boolean skipsMapping) {
    for (int bar = 0; bar < bases.length; bar++) {
      if (sizes[bar] == 0 || skipsMapping) {
        mappingErrors[bar] = -Errno.ENODEV;
      } else {
        bases[bar] = io.iomap(bar);
        mappingErrors[bar] = bases[bar] == IoAccessors.NULL ? -Errno.ENOMEM : 0;
      }
    }
  }

  /**
   * Where the function's message-signalled interrupts go: the eventfds of the kind that SET_IRQS
   * enabled.
   */
  public Msi msi() {
    return core.msi();
  }

  /** Puts the device into a power state, as its power management would. */
  public void power(Power state) {
    power = state;
    core.config.powered(state == Power.D0);
  }

  /**
   * {@code DEVICE_IOEVENTFD}: from now on {@link #fire} of {@code fd} stores {@code data} by
   * itself; -1 ends that.
   *
   * @param flags the width in bytes: 1, 2, 4 or 8
   * @param offset in the device file
   * @param data stored in the host's byte order
   * @return 0 or a negative errno (spec passthrough a.5)
   */
  @Override
  public int ioeventfd(int flags, long offset, long data, int fd) {
    long index = offset >>> OFFSET_SHIFT;
    if (!VfioIoeventfds.wellFormed(flags, fd) || index > AddressSpace.BAR_MAX) {
      return (int) refuse(VfioRules.IOEVENTFD_ARGUMENT, Errno.EINVAL);
    }
    int bar = (int) index;
    long position = offset & OFFSET_MASK;
    boolean overTable = bar == msixBar && position < tableEnd && position + flags > tableStart;
    if (position + flags > sizes[bar] || overTable) {
      return (int) refuse(VfioRules.IOEVENTFD_ARGUMENT, Errno.EINVAL);
    }
    if (!ioeventfds.stores(flags)) {
      return (int) refuse(VfioRules.IOEVENTFD_WIDTH, Errno.EINVAL);
    }
    long error = map(bar);
    return error < 0 ? (int) error : ioeventfds.set(bar, bases[bar], position, flags, data, fd);
  }

  /** The eventfd {@code fd} of {@link #ioeventfd} fires. */
  public void fire(int fd) {
    ioeventfds.fire(fd);
  }

  @Override
  public DeviceInfo info() {
    return core.info(windows.length);
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    if (index < 0 || index >= windows.length || index == VGA_REGION) {
      throw new VfioException(Errno.EINVAL);
    }
    long offset = (long) index << OFFSET_SHIFT;
    int both = RegionInfo.FLAG_READ | RegionInfo.FLAG_WRITE;
    return switch (index) {
      case CONFIG_REGION -> new RegionInfo(index, both, core.config.size(), offset, List.of());
      case ROM_REGION -> {
        long size = rom == null ? 0 : rom.size();
        yield new RegionInfo(index, size == 0 ? 0 : RegionInfo.FLAG_READ, size, offset, List.of());
      }
      case 0, 1, 2, 3, 4, 5 -> {
        int mmap = canMmap && sizes[index] >= 4096 ? RegionInfo.FLAG_MMAP : 0;
        yield new RegionInfo(
            index, sizes[index] == 0 ? 0 : both | mmap, sizes[index], offset, List.of());
      }
      default -> {
        DeviceRegion region = Objects.requireNonNull(own);
        yield new RegionInfo(
            index, both | RegionInfo.FLAG_CAPS, region.size(), offset, List.of(region.type()));
      }
    };
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    return core.irqInfo(index);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A position beyond the region's 2^40 bytes reaches the next region, as an offset in the file
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
    long index = offset >>> OFFSET_SHIFT;
    if (index >= windows.length) {
      return refuse(VfioRules.RW_REGION, Errno.EINVAL);
    }
    if (resumes && power == Power.LOST) {
      return refuse(VfioRules.RW_POWER, Errno.EIO);
    }
    long position = offset & OFFSET_MASK;
    return switch ((int) index) {
      case CONFIG_REGION -> core.config.pread(position, buffer, at, count);
      case ROM_REGION -> readRom(position, buffer, at, count);
      case VGA_REGION -> refuse(VfioRules.RW_KIND, Errno.EINVAL);
      case 0, 1, 2, 3, 4, 5 -> readBar((int) index, position, buffer, at, count);
      default -> own == null ? 0 : own.pread(position, buffer, at, count);
    };
  }

  private long write(long offset, MemorySegment buffer, long at, long count) {
    if (count == 0) {
      return 0;
    }
    long index = offset >>> OFFSET_SHIFT;
    if (index >= windows.length) {
      return refuse(VfioRules.RW_REGION, Errno.EINVAL);
    }
    if (resumes && power == Power.LOST) {
      return refuse(VfioRules.RW_POWER, Errno.EIO);
    }
    long position = offset & OFFSET_MASK;
    return switch ((int) index) {
      case CONFIG_REGION -> core.config.pwrite(position, buffer, at, count);
      case ROM_REGION, VGA_REGION -> refuse(VfioRules.RW_KIND, Errno.EINVAL);
      case 0, 1, 2, 3, 4, 5 -> writeBar((int) index, position, buffer, at, count);
      default -> own == null ? 0 : own.pwrite(position, buffer, at, count);
    };
  }

  private long readBar(int bar, long position, MemorySegment buffer, long at, long count) {
    long length = length(sizes[bar], position, count);
    if (length < 0) {
      return length;
    }
    long error = map(bar);
    if (error < 0) {
      return error;
    }
    long start = bar == msixBar ? tableStart : 0;
    long end = bar == msixBar ? tableEnd : 0;
    return splitter.read(bases[bar], barWidth, true, start, end, position, buffer, at, length);
  }

  private long writeBar(int bar, long position, MemorySegment buffer, long at, long count) {
    long length = length(sizes[bar], position, count);
    if (length < 0) {
      return length;
    }
    long error = map(bar);
    if (error < 0) {
      return error;
    }
    long start = bar == msixBar ? tableStart : 0;
    long end = bar == msixBar ? tableEnd : 0;
    return splitter.write(bases[bar], barWidth, true, start, end, position, buffer, at, length);
  }

  private long readRom(long position, MemorySegment buffer, long at, long count) {
    long length = length(rom == null ? 0 : rom.size(), position, count);
    if (length < 0 || rom == null) {
      return length;
    }
    long base = io.iomap(ROM_REGION);
    if (base == IoAccessors.NULL) {
      return refuse(VfioRules.ROM_MAPPING, Errno.ENOMEM);
    }
    long done =
        splitter.read(base, romWidth, true, rom.image(), rom.size(), position, buffer, at, length);
    io.iounmap(base);
    return done;
  }

  /**
   * How much of an access lies inside, or a negative errno. The one place where a count becomes
   * short.
   */
  private long length(long end, long position, long count) {
    if (end == 0) {
      return refuse(VfioRules.BAR_ABSENT, Errno.EINVAL);
    }
    if (position >= end) {
      return refuse(VfioRules.BAR_END, Errno.EINVAL);
    }
    if (count <= end - position) {
      return count;
    }
    tap.broken(VfioRules.BAR_CLAMPED);
    return end - position;
  }

  private long map(int bar) {
    if (bases[bar] != IoAccessors.NULL) {
      return 0;
    }
    if (lazy) {
      bases[bar] = io.iomap(bar);
      return bases[bar] == IoAccessors.NULL ? refuse(VfioRules.BAR_MAPPING, Errno.ENOMEM) : 0;
    }
    Rule rule =
        mappingErrors[bar] == -Errno.ENODEV ? VfioRules.BAR_NOT_MAPPABLE : VfioRules.BAR_MAPPING;
    return refuse(rule, -mappingErrors[bar]);
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
