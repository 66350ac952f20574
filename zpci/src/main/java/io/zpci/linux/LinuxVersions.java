package io.zpci.linux;

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
 * The version records of Linux, oldest first; a release is added here and nowhere else. Each names
 * the source that was read, the s390 layer's and vfio-pci's where they differ, and what sets it
 * apart from the record before it.
 */
final class LinuxVersions {
  static final List<LinuxVersion> ALL =
      List.of(
          // The time of the 2020 thread: everything by powers of two and 4 bytes, stale cookies
          // (L-6), all the early bugs (L-1, L-3, L-9, L-12). Read: arch/s390/pci of 5.10.13 (spec
          // zpci 8 to 10), drivers/vfio/pci of 5.10.223 (spec passthrough a).
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
              /* iowrite64CopyCountsBytes= */ true,
              /* dma= */ new Dma(DmaLayer.BITMAP, false),
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
                  /* interpretation= */ false,
                  /* zdevCapabilities= */ 1)),
          // Cookies moved below real MIO addresses and refreshed (5.16), the new size rule (6.8,
          // by stable), interpretation and its capabilities (6.0); vfio-pci still cuts to 4. Read:
          // 6.1.176. The ENABLE check before a configuration access is commit 84d875e69818, in
          // stable since 6.1.165.
          new LinuxVersion(
              /* name= */ "linux-6.1",
              /* source= */ "6.1.176",
              /* prototype= */ false,
              /* iomapBase= */ 1L << 62,
              /* iomapEntries= */ 1536,
              /* handleRefresh= */ true,
              /* sizeRule= */ SizeRule.MULTIPLE_OF_EIGHT,
              /* accessor= */ Accessor.MACHINE,
              /* configChecksEnabled= */ true,
              /* configErrorIsErrno= */ true,
              /* mmioSyscalls= */ MmioSyscalls.EXACT_VMA,
              /* iowrite64CopyCountsBytes= */ false,
              /* dma= */ new Dma(DmaLayer.BITMAP, false),
              /* messageBeforeRegistration= */ true,
              /* errorPolicy= */ ErrorPolicy.SERVICE_ACTION,
              /* clpSetFailureIsSuccess= */ false,
              /* vfio= */ new Vfio(
                  /* barWidth= */ 4,
                  /* barWidthOther= */ 4,
                  /* romWidth= */ 4,
                  /* runtimePm= */ true,
                  /* memoryNeedsPower= */ true,
                  /* mapping= */ BarMapping.LAZY,
                  /* nonMappableBars= */ false,
                  /* ioeventfd64= */ true,
                  /* ismVfioPci= */ false,
                  /* interpretation= */ true,
                  /* zdevCapabilities= */ 2)),
          // vfio-pci cuts to 8, on every host since the stable tree carries io-64-nonatomic, the
          // ROM stays at 4; capabilities start on 8-byte boundaries. Read: 6.12.107. The ENABLE
          // check before a configuration access is in the same round of stable releases as that of
          // 6.1.
          new LinuxVersion(
              /* name= */ "linux-6.12",
              /* source= */ "6.12.107",
              /* prototype= */ false,
              /* iomapBase= */ 1L << 62,
              /* iomapEntries= */ 1536,
              /* handleRefresh= */ true,
              /* sizeRule= */ SizeRule.MULTIPLE_OF_EIGHT,
              /* accessor= */ Accessor.MACHINE,
              /* configChecksEnabled= */ true,
              /* configErrorIsErrno= */ true,
              /* mmioSyscalls= */ MmioSyscalls.EXACT_VMA,
              /* iowrite64CopyCountsBytes= */ false,
              /* dma= */ new Dma(DmaLayer.IOMMU, true),
              /* messageBeforeRegistration= */ true,
              /* errorPolicy= */ ErrorPolicy.SERVICE_ACTION,
              /* clpSetFailureIsSuccess= */ false,
              /* vfio= */ new Vfio(
                  /* barWidth= */ 8,
                  /* barWidthOther= */ 8,
                  /* romWidth= */ 4,
                  /* runtimePm= */ true,
                  /* memoryNeedsPower= */ true,
                  /* mapping= */ BarMapping.LAZY,
                  /* nonMappableBars= */ false,
                  /* ioeventfd64= */ true,
                  /* ismVfioPci= */ false,
                  /* interpretation= */ true,
                  /* zdevCapabilities= */ 2)),
          // BARs mapped when the device is enabled, ISM's not mapped at all, the ISM variant
          // driver (7.1), no ioeventfd of 8 bytes; a failed configuration access is
          // PCIBIOS_DEVICE_NOT_FOUND. Read: 7.2.12.
          new LinuxVersion(
              /* name= */ "linux-7.2",
              /* source= */ "7.2.12",
              /* prototype= */ false,
              /* iomapBase= */ 1L << 62,
              /* iomapEntries= */ 1536,
              /* handleRefresh= */ true,
              /* sizeRule= */ SizeRule.MULTIPLE_OF_EIGHT,
              /* accessor= */ Accessor.MACHINE,
              /* configChecksEnabled= */ true,
              /* configErrorIsErrno= */ false,
              /* mmioSyscalls= */ MmioSyscalls.EXACT_VMA,
              /* iowrite64CopyCountsBytes= */ false,
              /* dma= */ new Dma(DmaLayer.IOMMU, true),
              /* messageBeforeRegistration= */ false,
              /* errorPolicy= */ ErrorPolicy.RECOVERY,
              /* clpSetFailureIsSuccess= */ false,
              /* vfio= */ new Vfio(
                  /* barWidth= */ 8,
                  /* barWidthOther= */ 8,
                  /* romWidth= */ 4,
                  /* runtimePm= */ true,
                  /* memoryNeedsPower= */ true,
                  /* mapping= */ BarMapping.AT_ENABLE,
                  /* nonMappableBars= */ true,
                  /* ioeventfd64= */ false,
                  /* ismVfioPci= */ true,
                  /* interpretation= */ true,
                  /* zdevCapabilities= */ 2)),
          // The 2020 thread's own idea, and its objection: the instruction becomes right, the
          // split stays. It is 7.2 but for two switches: accessors choose by address, and vfio-pci
          // does not leave ISM's BARs out, because then nothing would get as far as an accessor.
          new LinuxVersion(
              /* name= */ "linux-7.2-by-address",
              /* source= */ "7.2.12, with the accessors choosing by address",
              /* prototype= */ true,
              /* iomapBase= */ 1L << 62,
              /* iomapEntries= */ 1536,
              /* handleRefresh= */ true,
              /* sizeRule= */ SizeRule.MULTIPLE_OF_EIGHT,
              /* accessor= */ Accessor.ADDRESS,
              /* configChecksEnabled= */ true,
              /* configErrorIsErrno= */ false,
              /* mmioSyscalls= */ MmioSyscalls.EXACT_VMA,
              /* iowrite64CopyCountsBytes= */ false,
              /* dma= */ new Dma(DmaLayer.IOMMU, true),
              /* messageBeforeRegistration= */ false,
              /* errorPolicy= */ ErrorPolicy.RECOVERY,
              /* clpSetFailureIsSuccess= */ false,
              /* vfio= */ new Vfio(
                  /* barWidth= */ 8,
                  /* barWidthOther= */ 8,
                  /* romWidth= */ 4,
                  /* runtimePm= */ true,
                  /* memoryNeedsPower= */ true,
                  /* mapping= */ BarMapping.AT_ENABLE,
                  /* nonMappableBars= */ false,
                  /* ioeventfd64= */ false,
                  /* ismVfioPci= */ true,
                  /* interpretation= */ true,
                  /* zdevCapabilities= */ 2)));

  private LinuxVersions() {}
}
