package io.zpci.linux;

import java.util.List;
import java.util.Optional;

/**
 * The choices of one Linux release, as data: its s390 PCI layer and its vfio-pci. A new release is
 * one more record in {@link LinuxVersions}. Source of every switch: spec zpci 18 and spec
 * passthrough a, b, d.
 *
 * @param name as the command line spells it: {@code linux-6.1}
 * @param source the release that was read
 * @param prototype whether this is an idea rather than a release
 * @param iomapBase base of the pseudo-MMIO cookies (spec zpci 8.1)
 * @param iomapEntries entries of the iomap table in the default configuration (8.1)
 * @param handleRefresh whether a changed handle is written into existing iomap entries (8.2, L-6)
 * @param sizeRule how a copy chooses its next access (9)
 * @param accessor what decides between handle and MIO in ioread, iowrite and the copies (8.3)
 * @param configChecksEnabled whether a configuration access looks at the handle's ENABLE bit first
 *     (8.5)
 * @param configErrorIsErrno whether a failed configuration access returns the raw errno; else
 *     ENODEV stands for {@code PCIBIOS_DEVICE_NOT_FOUND} (8.5)
 * @param mmioSyscalls how the mmio system calls check (10)
 * @param mioReadLosesShift whether {@code s390_pci_mmio_read} with MIO stores the last byte of each
 *     load for all of them: its shift stands in register 0, which an address takes for none (L-11).
 *     Up to 6.15 that is up to the compiler
 * @param iowrite64CopyCountsBytes whether {@code __iowrite64_copy} passes its count as bytes (8.4,
 *     L-3)
 * @param dma choices of the DMA layer
 * @param messageBeforeRegistration whether MSI messages are written into the device before MPCIFC
 *     registers the interrupts (12.3, L-17)
 * @param errorPolicy what an error event leads to (13.5, L-7)
 * @param clpSetFailureIsSuccess whether a refused CLP set is reported as success (5.6, L-12)
 * @param vfio choices of vfio-pci
 */
public record LinuxVersion(
    String name,
    String source,
    boolean prototype,
    long iomapBase,
    int iomapEntries,
    boolean handleRefresh,
    SizeRule sizeRule,
    Accessor accessor,
    boolean configChecksEnabled,
    boolean configErrorIsErrno,
    MmioSyscalls mmioSyscalls,
    boolean mioReadLosesShift,
    boolean iowrite64CopyCountsBytes,
    Dma dma,
    boolean messageBeforeRegistration,
    ErrorPolicy errorPolicy,
    boolean clpSetFailureIsSuccess,
    Vfio vfio) {

  /** The size rule of memcpy_toio, memcpy_fromio and the user-space copies. Source: spec zpci 9. */
  public enum SizeRule {
    /**
     * Largest power of two that fits and divides both addresses ({@code zpci_get_max_write_size}).
     */
    POWER_OF_TWO,
    /**
     * Up to 128 where all is a multiple of 8, inside 4 KiB of the memory address ({@code
     * zpci_get_max_io_size}).
     */
    MULTIPLE_OF_EIGHT
  }

  /** What decides between handle and MIO. Source: spec zpci 8.3. */
  public enum Accessor {
    /** The machine: all accesses go by MIO where the machine has it. */
    MACHINE,
    /**
     * The address: a cookie goes by handle, every other address by MIO. A prototype; no release
     * does this.
     */
    ADDRESS
  }

  /** The mmio system calls' checks, without MIO. Source: spec zpci 10, L-9, L-10. */
  public enum MmioSyscalls {
    /**
     * A mapping above the address is accepted; the write copies from the user after the address
     * checks. A page that nobody touched yet is refused.
     */
    FIND_VMA,
    /**
     * The mapping must hold the address and be one of I/O; the write copies from the user first. A
     * page that nobody touched yet is refused, and the read asks for permission to write: that it
     * is the read of the two is unverified.
     */
    EXACT_VMA,
    /** The same, but a page that nobody touched is faulted in, and each call asks for its own. */
    FAULT_IN
  }

  /**
   * Choices of the DMA layer. Source: spec zpci 6.6, 11.5, 11.6.
   *
   * @param layer which layer it is
   * @param largeTables whether an aperture beyond region-third tables asks for larger ones (L-16);
   *     else it is cut
   * @param ismLimitWorkaround whether ISM's last address is registered one page further (L-14)
   */
  public record Dma(DmaLayer layer, boolean largeTables, boolean ismLimitWorkaround) {}

  /** The DMA layer. Source: spec zpci 11.5, 11.6. */
  public enum DmaLayer {
    /** s390's own: one bit per page, region-third tables, freed addresses wait for the wrap. */
    BITMAP,
    /** The generic one over s390's IOMMU driver. */
    IOMMU
  }

  /** What an error event leads to. Source: spec zpci 13.5, L-7. */
  public enum ErrorPolicy {
    /** Permanent failure, whatever the code. */
    PERMANENT,
    /** Recovery for 0x003a; else the function stays frozen, and its driver is told. */
    SERVICE_ACTION,
    /** Recovery, but for what says that it is permanent. */
    RECOVERY
  }

  /**
   * Choices of the host's vfio-pci. Source: spec passthrough a, b, d.
   *
   * @param barWidth widest access of the BAR splitter on s390, in bytes
   * @param barWidthOther the same on a little-endian host without a 64-bit accessor of its own
   * @param romWidth widest access to the ROM
   * @param runtimePm whether dispatch resumes the device first (EIO where that fails)
   * @param memoryNeedsPower whether "memory enabled" also asks for a power state above D3hot
   * @param mapping when BARs are mapped
   * @param nonMappableBars whether a device with non-mappable BARs (ISM) answers ENODEV at each BAR
   *     access
   * @param ioeventfd64 whether an ioeventfd of 8 bytes is allowed on s390
   * @param ismVfioPci whether the ISM variant driver exists
   * @param ismShortReadsZero whether that driver's reads of 1, 2 and 4 bytes give zeros (g.24)
   * @param interpretation whether KVM can interpret zPCI loads and stores
   * @param zdevCapabilities version of the zPCI capabilities: 1, or 2 with handle and imaxstbl
   */
  public record Vfio(
      int barWidth,
      int barWidthOther,
      int romWidth,
      boolean runtimePm,
      boolean memoryNeedsPower,
      BarMapping mapping,
      boolean nonMappableBars,
      boolean ioeventfd64,
      boolean ismVfioPci,
      boolean ismShortReadsZero,
      boolean interpretation,
      int zdevCapabilities) {}

  /** When vfio-pci maps a BAR. Source: spec passthrough a.3, step 5. */
  public enum BarMapping {
    /** At the first access. */
    LAZY,
    /**
     * All of them when the device is enabled; a failure is remembered and answered at each access.
     */
    AT_ENABLE
  }

  /** Every version, oldest first. */
  public static List<LinuxVersion> all() {
    return LinuxVersions.ALL;
  }

  /** The version with {@code name}. */
  public static Optional<LinuxVersion> named(String name) {
    return all().stream().filter(version -> version.name().equals(name)).findFirst();
  }

  /** The newest release. */
  public static LinuxVersion newest() {
    return all().stream()
        .filter(version -> !version.prototype())
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }

  /** The name: what a message needs, and the switches are long. */
  @Override
  public String toString() {
    return name;
  }
}
