package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.PciFunction;
import io.zpci.trace.Tap;

/**
 * The accessors of a little-endian host, whose MMIO reaches a function without any s390
 * instruction: each access is one load or store of its width. What the function refuses, and what
 * lies past a BAR's end, reads as all ones and takes writes in silence, as on PCI a master abort
 * does. Source: spec passthrough a.4.
 */
public final class NativeMmio implements IoAccessors {
  /** A BAR's addresses start at {@code (bar + 1) << 48}: never null, and 2^48 bytes fit. */
  private static final int BAR_SHIFT = 48;

  private static final long OFFSET_MASK = (1L << BAR_SHIFT) - 1;

  private final PciFunction function;
  private final long[] barSizes;
  private final Tap tap;
  private final Register data = new Register();

  /** The MMIO of {@code function}; accesses that are lost are told to {@code tap}. */
  public NativeMmio(PciFunction function, Tap tap) {
    this.function = function;
    this.barSizes = function.facts().barSizeArray();
    this.tap = tap;
  }

  @Override
  public long iomap(int bar) {
    return AddressSpace.isBar(bar) && barSizes[bar] != 0 ? (bar + 1L) << BAR_SHIFT : NULL;
  }

  @Override
  public void iounmap(long address) {}

  @Override
  public long ioreadBe(long address, int width) {
    int bar = bar(address);
    long offset = address & OFFSET_MASK;
    if (!isInside(bar, offset, width) || function.load(bar, offset, width, data) != Outcome.OK) {
      tap.broken(LinuxRules.IOREAD);
      return ones(width);
    }
    return data.get() & ones(width);
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    int bar = bar(address);
    long offset = address & OFFSET_MASK;
    if (!isInside(bar, offset, width)
        || function.store(bar, offset, width, value & ones(width)) != Outcome.OK) {
      tap.broken(LinuxRules.IOWRITE);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Always 0: a configuration cycle that nobody answers gives all ones and no error.
   */
  @Override
  public int configRead(int where, int size, Register value) {
    if (function.load(AddressSpace.CONFIG, where, size, data) == Outcome.OK) {
      value.set(IoAccessors.swap(data.get(), size));
    } else {
      tap.broken(LinuxRules.IOREAD);
      value.set(ones(size));
    }
    return 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Always 0; see {@link #configRead}.
   */
  @Override
  public int configWrite(int where, int size, int value) {
    if (function.store(AddressSpace.CONFIG, where, size, IoAccessors.swap(value, size))
        != Outcome.OK) {
      tap.broken(LinuxRules.IOWRITE);
    }
    return 0;
  }

  private static int bar(long address) {
    return (int) (address >>> BAR_SHIFT) - 1;
  }

  private boolean isInside(int bar, long offset, int width) {
    return AddressSpace.isBar(bar) && offset <= barSizes[bar] - width;
  }

  private static long ones(int width) {
    return -1L >>> (64 - 8 * width);
  }
}
