package io.zpci.linux;

import static io.zpci.linux.LinuxRelease.changed;

import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.linux.LinuxVersion.BarMapping;
import io.zpci.linux.LinuxVersion.Dma;
import io.zpci.linux.LinuxVersion.DmaLayer;
import io.zpci.linux.LinuxVersion.ErrorPolicy;
import io.zpci.linux.LinuxVersion.MmioSyscalls;
import io.zpci.linux.LinuxVersion.SizeRule;
import io.zpci.linux.LinuxVersion.Vfio;
import java.util.List;

/**
 * The version records of Linux, oldest first, prototypes last; a release is added here and nowhere
 * else. The first one is written out, each other one is a change to a neighbour, and its comment
 * says what sets it apart.
 *
 * <p>Where a source begins with "derived", nobody read that release: it has what the catalogue of
 * failures says of it, and in all else it is as its neighbour, unverified. So are the places where
 * the catalogue names no release: {@code iowrite64CopyCountsBytes} ended some time in 2024, {@code
 * ismLimitWorkaround} began between 6.1 and 6.12, {@code largeTables}, {@code configErrorIsErrno}
 * and {@code messageBeforeRegistration} changed between 6.12 and 7.2, {@code
 * clpSetFailureIsSuccess} and {@code iomapEntries} between 5.10 and 6.1, and {@code errorPolicy}
 * became recovery in 2025.
 */
final class LinuxVersions {
  /**
   * The time of the 2020 thread: everything by powers of two and 4 bytes, stale cookies (L-6), all
   * the early bugs (L-1, L-3, L-9, L-12). Read: arch/s390/pci of 5.10.13 (spec zpci 8 to 10),
   * drivers/vfio/pci of 5.10.223 (spec passthrough a).
   */
  private static final LinuxVersion LINUX_5_10 =
      new LinuxVersion(
          /* name= */ "linux-5.10",
          /* source= */ "5.10.13; vfio-pci of 5.10.223",
          /* prototype= */ false,
          /* iomapBase= */ 1L << 63,
          /* iomapEntries= */ 384,
          /* handleRefresh= */ false,
          /* sizeRule= */ SizeRule.POWER_OF_TWO,
          /* accessor= */ Accessor.MACHINE,
          /* configChecksEnabled= */ false,
          /* configErrorIsErrno= */ true,
          /* mmioSyscalls= */ MmioSyscalls.FIND_VMA,
          /* mioReadLosesShift= */ false,
          /* iowrite64CopyCountsBytes= */ true,
          /* dma= */ new Dma(
              DmaLayer.BITMAP, /* largeTables= */ false, /* ismLimitWorkaround= */ false),
          /* messageBeforeRegistration= */ true,
          /* errorPolicy= */ ErrorPolicy.PERMANENT,
          /* clpSetFailureIsSuccess= */ true,
          /* vfio= */ new Vfio(
              /* barWidth= */ 4,
              /* barWidthOther= */ 4,
              /* romWidth= */ 4,
              /* runtimePm= */ false,
              /* memoryNeedsPower= */ false,
              /* mapping= */ BarMapping.LAZY,
              /* nonMappableBars= */ false,
              /* ioeventfd64= */ true,
              /* ismVfioPci= */ false,
              /* ismShortReadsZero= */ false,
              /* interpretation= */ false,
              /* zdevCapabilities= */ 1));

  /** The new size rule, by stable (L-2). */
  private static final LinuxVersion LINUX_5_10_223 =
      changed(
          LINUX_5_10,
          "linux-5.10.223",
          "derived: 5.10.13 with what spec zpci 16 L-2 says of stable; vfio-pci of 5.10.223",
          release -> release.sizeRule = SizeRule.MULTIPLE_OF_EIGHT);

  /** The last one with all the early bugs, as it came out; 5.15's stable releases differ (L-1). */
  private static final LinuxVersion LINUX_5_15 =
      changed(
          LINUX_5_10,
          "linux-5.15",
          "derived: spec zpci 16 L-1, L-6, L-7, L-9 name 5.16 as the first without",
          release -> {});

  /**
   * Cookies moved below real MIO addresses (L-1) and refreshed (L-6), recovery of service actions
   * (L-7), mmio system calls look at the mapping (L-9).
   */
  private static final LinuxVersion LINUX_5_16 =
      changed(
          LINUX_5_15,
          "linux-5.16",
          "derived: spec zpci 16 L-1, L-6, L-7, L-9",
          release -> {
            release.iomapBase = 1L << 62;
            release.handleRefresh = true;
            release.mmioSyscalls = MmioSyscalls.EXACT_VMA;
            release.errorPolicy = ErrorPolicy.SERVICE_ACTION;
          });

  /**
   * The new size rule (6.8, by stable), interpretation and its capabilities (6.0); vfio-pci still
   * cuts to 4. The ENABLE check before a configuration access is commit 84d875e69818, in stable
   * since 6.1.165.
   */
  private static final LinuxVersion LINUX_6_1 =
      changed(
          LINUX_5_16,
          "linux-6.1",
          "6.1.176",
          release -> {
            release.iomapEntries = 1536;
            release.sizeRule = SizeRule.MULTIPLE_OF_EIGHT;
            release.configChecksEnabled = true;
            release.iowrite64CopyCountsBytes = false;
            release.clpSetFailureIsSuccess = false;
            release.runtimePm = true;
            release.memoryNeedsPower = true;
            release.interpretation = true;
            release.zdevCapabilities = 2;
          });

  /**
   * The generic DMA layer (after 6.6), without the workaround for ISM's limit (L-14, unverified);
   * it has not what later stable releases of 6.1 have.
   */
  private static final LinuxVersion LINUX_6_8 =
      changed(
          LINUX_6_1,
          "linux-6.8",
          "derived: spec zpci 16 L-2, L-3, L-14; spec passthrough a.4",
          release -> {
            release.configChecksEnabled = false;
            release.iowrite64CopyCountsBytes = true;
            release.dmaLayer = DmaLayer.IOMMU;
          });

  /** vfio-pci cuts to 8 where the host has 64-bit accessors, ROMs included (g.2, g.15). */
  private static final LinuxVersion LINUX_6_11 =
      changed(
          LINUX_6_8,
          "linux-6.11",
          "derived: spec passthrough a.4, g.2, g.15",
          release -> {
            release.iowrite64CopyCountsBytes = false;
            release.barWidth = 8;
            release.romWidth = 8;
          });

  /**
   * vfio-pci cuts to 8 on every host since the stable tree carries io-64-nonatomic, the ROM stays
   * at 4; capabilities start on 8-byte boundaries. The ENABLE check before a configuration access
   * is in the same round of stable releases as that of 6.1.
   */
  private static final LinuxVersion LINUX_6_12 =
      changed(
          LINUX_6_11,
          "linux-6.12",
          "6.12.107",
          release -> {
            release.configChecksEnabled = true;
            release.ismLimitWorkaround = true;
            release.barWidthOther = 8;
            release.romWidth = 4;
          });

  /**
   * mmio system calls fault a page in (L-10); it has not what 6.12's stable releases have. It is
   * built by a compiler that chose register 0 for a read's shift (L-11); older releases have the
   * same source and stand here for builds that chose another one.
   */
  private static final LinuxVersion LINUX_6_15 =
      changed(
          LINUX_6_12,
          "linux-6.15",
          "derived: spec zpci 16 L-10, L-11; spec passthrough a.4, g.15",
          release -> {
            release.configChecksEnabled = false;
            release.mmioSyscalls = MmioSyscalls.FAULT_IN;
            release.mioReadLosesShift = true;
            release.romWidth = 8;
          });

  /** The shift of a read by MIO stands in a register that counts (L-11). */
  private static final LinuxVersion LINUX_6_16 =
      changed(
          LINUX_6_15,
          "linux-6.16",
          "derived: spec zpci 16 L-11",
          release -> release.mioReadLosesShift = false);

  /** No ioeventfd of 8 bytes (g.25). Read: vfio-pci alone. */
  private static final LinuxVersion LINUX_6_17 =
      changed(
          LINUX_6_16,
          "linux-6.17",
          "vfio-pci of 6.17.8; else derived as linux-6.16",
          release -> release.ioeventfd64 = false);

  /** The ROM is read by 4 again (g.15). Read: vfio-pci alone. */
  private static final LinuxVersion LINUX_6_18 =
      changed(
          LINUX_6_17,
          "linux-6.18",
          "vfio-pci of 6.18.5 and 6.18.15; else derived as linux-6.17",
          release -> release.romWidth = 4);

  /**
   * The ISM variant driver; BARs are mapped when the device is enabled, ISM's too, which fails
   * (g.3). Read: vfio-pci alone.
   */
  private static final LinuxVersion LINUX_7_1 =
      changed(
          LINUX_6_18,
          "linux-7.1",
          "vfio-pci of 7.1.13; else derived from spec zpci 16 L-7",
          release -> {
            release.configChecksEnabled = true;
            release.errorPolicy = ErrorPolicy.RECOVERY;
            release.mapping = BarMapping.AT_ENABLE;
            release.ismVfioPci = true;
          });

  /**
   * ISM's BARs are not mapped at all (g.3); a failed configuration access is
   * PCIBIOS_DEVICE_NOT_FOUND, interrupts are registered before messages are written (L-17), tables
   * as large as the aperture asks for (L-16).
   */
  private static final LinuxVersion LINUX_7_2 =
      changed(
          LINUX_7_1,
          "linux-7.2",
          "7.2.12",
          release -> {
            release.configErrorIsErrno = false;
            release.largeTables = true;
            release.messageBeforeRegistration = false;
            release.nonMappableBars = true;
          });

  /** The ISM variant driver as it was first posted for review: short reads give zeros (g.24). */
  private static final LinuxVersion LINUX_7_1_ISM_V3 =
      changed(
          LINUX_7_1,
          "linux-7.1-ism-v3",
          "derived: 7.1 with the variant driver of the patches v1 to v3 (spec passthrough b.2, g.24)",
          release -> {
            release.prototype = true;
            release.ismShortReadsZero = true;
          });

  /**
   * The 2020 thread's own idea, and its objection: the instruction becomes right, the split stays.
   * It is 7.2 but for two switches: accessors choose by address, and vfio-pci does not leave ISM's
   * BARs out, because then nothing would get as far as an accessor.
   */
  private static final LinuxVersion LINUX_7_2_BY_ADDRESS =
      changed(
          LINUX_7_2,
          "linux-7.2-by-address",
          "7.2.12, with the accessors choosing by address",
          release -> {
            release.prototype = true;
            release.accessor = Accessor.ADDRESS;
            release.nonMappableBars = false;
          });

  static final List<LinuxVersion> ALL =
      List.of(
          LINUX_5_10,
          LINUX_5_10_223,
          LINUX_5_15,
          LINUX_5_16,
          LINUX_6_1,
          LINUX_6_8,
          LINUX_6_11,
          LINUX_6_12,
          LINUX_6_15,
          LINUX_6_16,
          LINUX_6_17,
          LINUX_6_18,
          LINUX_7_1,
          LINUX_7_2,
          LINUX_7_1_ISM_V3,
          LINUX_7_2_BY_ADDRESS);

  private LinuxVersions() {}
}
