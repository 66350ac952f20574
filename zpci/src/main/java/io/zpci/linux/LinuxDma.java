package io.zpci.linux;

import io.zpci.arch.Fib;
import io.zpci.arch.Outcome;
import io.zpci.arch.Status;
import io.zpci.dma.Iota;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's DMA for one function: aperture, tables in the kernel's own storage, map and unmap with
 * RPCIT as the version's refresh policy says. Source: spec zpci 6.6, 11.5, 11.6 (Linux {@code
 * pci_dma.c} up to 6.6, {@code s390-iommu.c} after).
 *
 * <p>Every call may end in a {@link KernelOops}. Not thread safe; it has no timer either: whoever
 * owns it calls {@link #flush} where the kernel's would run out.
 */
public final class LinuxDma {
  private static final long REACH_THIRD = 1L << 42;
  private static final long REACH_SECOND = 1L << 53;

  /** The segment boundary of a device whose driver sets none, less one. */
  private static final long DEFAULT_SEGMENT_MASK = 0xffff_ffffL;

  /** What 7.2 tests in the mask of designation types, and what QEMU's mask never has (L-16). */
  private static final int ASKS_SECOND = 0x08;

  /** The same for region-first tables. */
  private static final int ASKS_FIRST = 0x0c;

  /**
   * What the kernel's command line says.
   *
   * @param strict {@code s390_iommu=strict}, later {@code iommu.strict=1}: a refresh per unmap
   * @param apertureFactor {@code s390_iommu_aperture} of the generic layer: the aperture in sizes
   *     of the kernel's storage, 1 by default; 0 is no limit
   */
  public record Parameters(boolean strict, int apertureFactor) {
    /** An empty command line. */
    public static final Parameters DEFAULT = new Parameters(false, 1);

    /** The same with a refresh per unmap. */
    public static final Parameters STRICT = new Parameters(true, 1);
  }

  private final LinuxKernel kernel;
  private final Zdev zdev;
  private final Parameters parameters;
  private final boolean generic;
  private final long start;
  private final long end;
  private final int designation;

  private @Nullable FibBlock fib;
  private @Nullable DmaDomain domain;
  private @Nullable DmaLayer layer;
  private long segmentMask = DEFAULT_SEGMENT_MASK;

  /** DMA of the function that {@code zdev} is, in {@code kernel}; nothing registered. */
  public LinuxDma(LinuxKernel kernel, Zdev zdev) {
    this(kernel, zdev, Parameters.DEFAULT);
  }

  /** The same with parameters of the command line. */
  public LinuxDma(LinuxKernel kernel, Zdev zdev, Parameters parameters) {
    this.kernel = kernel;
    this.zdev = zdev;
    this.parameters = parameters;
    this.generic =
        switch (kernel.version().dma().layer()) {
          case BITMAP -> false;
          case IOMMU -> true;
        };
    ClpFunction clp = zdev.clp();
    this.start = generic ? clp.startDma() : -(-clp.startDma() & -Pages.PAGE);
    long size = minUnsigned(available(), clp.endDma() - start + 1);
    this.designation =
        kernel.version().dma().largeTables() ? designation(size) : Iota.REGION_THIRD_TABLE;
    if (designation == Iota.REGION_THIRD_TABLE) {
      size = minUnsigned(size, REACH_THIRD - start);
    }
    this.end = start + size - 1;
  }

  /** The first I/O address of the aperture. */
  public long start() {
    return start;
  }

  /** The last I/O address of the aperture: {@code end_dma}, lowered to match. */
  public long end() {
    return end;
  }

  /**
   * {@code dma_set_seg_boundary}: from now on s390's own layer maps nothing across a multiple of
   * {@code mask + 1}. The generic layer does not look at it: what it maps is naturally aligned.
   *
   * @param mask a power of two, at least a page, less one
   */
  public void segmentBoundary(long mask) {
    segmentMask = mask;
    if (layer != null) {
      layer.segmentBoundary(mask);
    }
  }

  /** Whether tables are there: {@link #enable} went well, and {@link #disable} did not follow. */
  public boolean enabled() {
    return layer != null;
  }

  /** The anchor that is registered; 0 where none is. */
  public long iota() {
    return domain == null ? 0 : domain.tables().iota();
  }

  /**
   * Builds an empty top table and registers it (MPCIFC); 0 or a negative errno, EINVAL where the
   * function has no range of DMA addresses. On the generic layer a function that is gone or in
   * error counts as registered: its error event will follow.
   *
   * @throws IllegalStateException where it is enabled
   */
  public int enable() {
    if (layer != null) {
      throw new IllegalStateException("DMA is enabled");
    }
    if (end < start || (reach() != 0 && start >= reach())) {
      return -Errno.EINVAL;
    }
    FibBlock block = new FibBlock(kernel);
    if (!block.allocated()) {
      return -Errno.ENOMEM;
    }
    IoTables tables = new IoTables(kernel, designation);
    if (!tables.allocated()) {
      block.free();
      return -Errno.ENOMEM;
    }
    int outcome = register(block, tables.iota());
    if (generic ? !standsAsRegistered(outcome) : outcome != Outcome.OK) {
      tables.free();
      block.free();
      return -Errno.EIO;
    }
    fib = block;
    DmaDomain made = new DmaDomain(kernel, zdev, tables, start, end);
    domain = made;
    layer =
        generic
            ? new IommuDma(made, reach() - 1, !parameters.strict() && !zdev.isIsm())
            : new BitmapDma(made, parameters.strict(), segmentMask);
    return 0;
  }

  /**
   * Deregisters; every mapping is gone. A function that is gone is deregistered. The generic layer
   * looks at no other failure either; s390's own keeps everything where the function refuses.
   *
   * @return 0 or a negative errno
   */
  public int disable() {
    FibBlock block = fib;
    DmaDomain old = domain;
    if (block == null || old == null) {
      return 0;
    }
    block.clear();
    int outcome = block.modify(zdev.handle(), Fib.DEREG_IOAT);
    if (!generic && outcome != Outcome.OK && Outcome.cc(outcome) != Outcome.INVALID_HANDLE) {
      return -Errno.EIO;
    }
    layer = null;
    domain = null;
    fib = null;
    old.tables().free();
    block.free();
    return 0;
  }

  /**
   * Registers the tables again after the function was disabled and enabled: every mapping is as it
   * was. Nothing where nothing is enabled.
   *
   * @return 0, or the condition code as it is: not negative (L-18)
   */
  public int reregister() {
    if (fib == null || domain == null) {
      return 0;
    }
    int cc = Outcome.cc(register(fib, domain.tables().iota()));
    if (cc != Outcome.OK) {
      kernel.tap().broken(LinuxRules.HOT_RESET_CC);
    }
    return cc;
  }

  /**
   * Maps {@code size} bytes of the kernel's storage at {@code address}, which need not start a
   * page.
   *
   * @return the I/O address, with the offset in the page kept, or a negative errno; no I/O address
   *     is negative
   */
  public long map(long address, long size, DmaDirection direction) {
    if (layer == null || size <= 0) {
      return -Errno.EINVAL;
    }
    long offset = address & (Pages.PAGE - 1);
    long ioAddress = layer.map(address - offset, pages(offset + size), writable(direction));
    return ioAddress < 0 ? ioAddress : ioAddress | offset;
  }

  /** Unmaps what {@link #map} gave; 0 or a negative errno. */
  public int unmap(long ioAddress, long size) {
    long offset = ioAddress & (Pages.PAGE - 1);
    long first = ioAddress - offset;
    if (layer == null
        || domain == null
        || size <= 0
        || !domain.holds(first, pages(offset + size))) {
      return -Errno.EINVAL;
    }
    return layer.unmap(first, pages(offset + size));
  }

  /**
   * {@code iommu_map}: pages at I/O addresses that the caller chooses, as vfio does.
   *
   * @param address storage address
   * @return 0 or a negative errno: EINVAL where an operand is no multiple of a page or outside the
   *     aperture
   */
  public int mapAt(long ioAddress, long address, long size, boolean writable) {
    if (layer == null
        || domain == null
        || !domain.holds(ioAddress, size)
        || (address & (Pages.PAGE - 1)) != 0) {
      return -Errno.EINVAL;
    }
    return layer.mapAt(ioAddress, address, size, writable);
  }

  /** {@code iommu_unmap}; 0 or a negative errno, EINVAL as for {@link #mapAt}. */
  public int unmapAt(long ioAddress, long size) {
    if (layer == null || domain == null || !domain.holds(ioAddress, size)) {
      return -Errno.EINVAL;
    }
    return layer.unmapAt(ioAddress, size);
  }

  /**
   * The timer of deferred refreshes runs out: one refresh of the whole aperture, and what was
   * unmapped before may be mapped again. Nothing where nothing waits, in a strict domain and in
   * s390's own layer. The kernel's timer is one second where a hypervisor shadows the tables, else
   * ten milliseconds.
   */
  public void flush() {
    if (layer != null) {
      layer.flush();
    }
  }

  private int register(FibBlock block, long iota) {
    boolean oneMore =
        kernel.version().dma().ismLimitWorkaround()
            && zdev.isIsm()
            && Long.compareUnsigned(end, start) > 0;
    block.anchor(start, oneMore ? end + Pages.PAGE : end, iota);
    return block.modify(zdev.handle(), Fib.REG_IOAT);
  }

  private static boolean standsAsRegistered(int outcome) {
    return outcome == Outcome.OK
        || Outcome.cc(outcome) == Outcome.INVALID_HANDLE
        || outcome == Outcome.error(Status.FUNC_NOT_AVAIL);
  }

  /** What the kernel's storage allows; all ones where the command line lifts that. */
  private long available() {
    int factor = generic ? parameters.apertureFactor() : 1;
    return factor == 0 ? -1L : kernel.storage().end() * factor;
  }

  /** Which table an aperture of {@code size} bytes asks for, and the function's mask allows. */
  private int designation(long size) {
    int mask = zdev.clp().designationTypes();
    if (Long.compareUnsigned(size, REACH_THIRD - start) <= 0) {
      return Iota.REGION_THIRD_TABLE;
    }
    if (Long.compareUnsigned(size, REACH_SECOND - start) <= 0 && (mask & ASKS_SECOND) != 0) {
      return Iota.REGION_SECOND_TABLE;
    }
    if ((mask & ASKS_FIRST) != 0) {
      return Iota.REGION_FIRST_TABLE;
    }
    kernel.tap().broken(LinuxRules.DMA_DESIGNATION);
    return Iota.REGION_THIRD_TABLE;
  }

  /** The address after the last one that the tables reach; 0 is 2^64. */
  private long reach() {
    return switch (designation) {
      case Iota.REGION_THIRD_TABLE -> REACH_THIRD;
      case Iota.REGION_SECOND_TABLE -> REACH_SECOND;
      default -> 0;
    };
  }

  private static boolean writable(DmaDirection direction) {
    return switch (direction) {
      case TO_DEVICE -> false;
      case BIDIRECTIONAL, FROM_DEVICE -> true;
    };
  }

  private static long pages(long bytes) {
    return (bytes + Pages.PAGE - 1) & -Pages.PAGE;
  }

  private static long minUnsigned(long one, long other) {
    return Long.compareUnsigned(one, other) < 0 ? one : other;
  }
}
