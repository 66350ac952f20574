package io.zpci.vfio;

import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The host kernel beneath a vfio device.
 *
 * @param version its vfio-pci
 * @param io its accessors on the function
 * @param littleEndian whether the host is no s390: it has no zPCI capabilities, and its BAR
 *     splitter may be narrower
 * @param zdev what an s390 host knows of the function; null leaves the zPCI capabilities out
 * @param vectors how many interrupt vectors the host can allocate
 * @param noCommandMemory whether the device has no memory bit in COMMAND: a virtual function, and
 *     on s390 any with a virtual function number
 * @param rom the expansion ROM, null without one; an s390 host has none
 * @param reset resets the function; 0 or a negative errno. Null where it cannot be reset
 * @param dmaLimit how many mappings a container takes ({@code dma_entry_limit})
 * @param iommu what mappings become; null where the container has no IOMMU
 * @param irqs where vectors come from; null where the function's messages come to the device
 *     without a kernel between ({@link VfioPciCore#msi})
 */
public record VfioHost(
    LinuxVersion.Vfio version,
    IoAccessors io,
    boolean littleEndian,
    @Nullable Zdev zdev,
    int vectors,
    boolean noCommandMemory,
    @Nullable Rom rom,
    @Nullable IntSupplier reset,
    int dmaLimit,
    @Nullable Iommu iommu,
    @Nullable IrqVectors irqs) {

  /** Mappings that a container takes by default. Source: spec passthrough a.9. */
  public static final int DMA_ENTRY_LIMIT = 65535;

  /** As many interrupt vectors as a function can have. */
  public static final int ALL_VECTORS = 2048;

  /**
   * An expansion ROM, which {@link IoAccessors#iomap} knows as {@link VfioDevice#ROM_REGION}.
   *
   * @param size of its BAR in bytes, a power of two
   * @param image bytes that are there; reading the rest gives 0xff
   */
  public record Rom(long size, long image) {}

  /** A host with the default limit of mappings, without an IOMMU and without vectors of its own. */
  public VfioHost(
      LinuxVersion.Vfio version,
      IoAccessors io,
      boolean littleEndian,
      @Nullable Zdev zdev,
      int vectors,
      boolean noCommandMemory,
      @Nullable Rom rom,
      @Nullable IntSupplier reset) {
    this(
        version,
        io,
        littleEndian,
        zdev,
        vectors,
        noCommandMemory,
        rom,
        reset,
        DMA_ENTRY_LIMIT,
        null,
        null);
  }

  /** An s390 host. */
  public static VfioHost s390(LinuxVersion.Vfio version, IoAccessors io, Zdev zdev) {
    return new VfioHost(version, io, false, zdev, ALL_VECTORS, false, null, null);
  }

  /** Any other host. */
  public static VfioHost littleEndian(LinuxVersion.Vfio version, IoAccessors io) {
    return new VfioHost(version, io, true, null, ALL_VECTORS, false, null, null);
  }

  /** The same host with a limit of interrupt vectors. */
  public VfioHost withVectors(int limit) {
    return with(limit, rom, reset, dmaLimit, iommu, irqs);
  }

  /** The same host with a ROM. */
  public VfioHost withRom(Rom newRom) {
    return with(vectors, newRom, reset, dmaLimit, iommu, irqs);
  }

  /** The same host with a way to reset the function. */
  public VfioHost withReset(IntSupplier newReset) {
    return with(vectors, rom, newReset, dmaLimit, iommu, irqs);
  }

  /** The same host with another limit of mappings. */
  public VfioHost withDmaLimit(int limit) {
    return with(vectors, rom, reset, limit, iommu, irqs);
  }

  /** The same host with an IOMMU. */
  public VfioHost withIommu(Iommu newIommu) {
    return with(vectors, rom, reset, dmaLimit, newIommu, irqs);
  }

  /** The same host with vectors of its kernel's. */
  public VfioHost withIrqs(IrqVectors newIrqs) {
    return with(vectors, rom, reset, dmaLimit, iommu, newIrqs);
  }

  private VfioHost with(
      int newVectors,
      @Nullable Rom newRom,
      @Nullable IntSupplier newReset,
      int newLimit,
      @Nullable Iommu newIommu,
      @Nullable IrqVectors newIrqs) {
    return new VfioHost(
        version,
        io,
        littleEndian,
        zdev,
        newVectors,
        noCommandMemory,
        newRom,
        newReset,
        newLimit,
        newIommu,
        newIrqs);
  }
}
