package io.zpci.linux;

import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.linux.LinuxVersion.BarMapping;
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
  /**
   * The time of the 2020 thread: everything by powers of two and 4 bytes, stale cookies (L-6), all
   * the early bugs (L-1, L-3, L-9, L-12). Read: arch/s390/pci of 5.10.13 (spec zpci 8 to 10),
   * drivers/vfio/pci of 5.10.223 (spec passthrough a).
   */
  private static final LinuxVersion LINUX_5_10 =
      new LinuxVersion(
          "linux-5.10",
          "5.10.13; vfio-pci of 5.10.223",
          false,
          1L << 63,
          384,
          false,
          SizeRule.POWER_OF_TWO,
          Accessor.MACHINE,
          true,
          false,
          true,
          MmioSyscalls.FIND_VMA,
          true,
          new Vfio(4, 4, 4, 4, false, false, BarMapping.LAZY, false, true, false, false, 1, false));

  /**
   * Cookies moved below real MIO addresses and refreshed (5.16), the new size rule (6.8, by
   * stable), interpretation and its capabilities (6.0); vfio-pci still cuts to 4. Read: 6.1.176.
   * The ENABLE check before a configuration access is commit 84d875e69818, in stable since 6.1.165.
   */
  private static final LinuxVersion LINUX_6_1 =
      new LinuxVersion(
          "linux-6.1",
          "6.1.176",
          false,
          1L << 62,
          1536,
          true,
          SizeRule.MULTIPLE_OF_EIGHT,
          Accessor.MACHINE,
          false,
          true,
          true,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(4, 4, 4, 4, true, true, BarMapping.LAZY, false, true, false, true, 2, false));

  /**
   * vfio-pci cuts to 8, on every host since the stable tree carries io-64-nonatomic, the ROM stays
   * at 4; capabilities start on 8-byte boundaries. Read: 6.12.107. The ENABLE check before a
   * configuration access is in the same round of stable releases as that of 6.1.
   */
  private static final LinuxVersion LINUX_6_12 =
      new LinuxVersion(
          "linux-6.12",
          "6.12.107",
          false,
          1L << 62,
          1536,
          true,
          SizeRule.MULTIPLE_OF_EIGHT,
          Accessor.MACHINE,
          false,
          true,
          true,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(8, 8, 4, 8, true, true, BarMapping.LAZY, false, true, false, true, 2, true));

  /**
   * BARs mapped when the device is enabled, ISM's not mapped at all, the ISM variant driver (7.1),
   * no ioeventfd of 8 bytes; a failed configuration access is PCIBIOS_DEVICE_NOT_FOUND. Read:
   * 7.2.12.
   */
  private static final LinuxVersion LINUX_7_2 =
      new LinuxVersion(
          "linux-7.2",
          "7.2.12",
          false,
          1L << 62,
          1536,
          true,
          SizeRule.MULTIPLE_OF_EIGHT,
          Accessor.MACHINE,
          false,
          true,
          false,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(8, 8, 4, 4, true, true, BarMapping.AT_ENABLE, true, false, true, true, 2, true));

  /**
   * The 2020 thread's own idea, and its objection: the instruction becomes right, the split stays.
   * It is 7.2 but for two switches: accessors choose by address, and vfio-pci does not leave ISM's
   * BARs out, because then nothing would get as far as an accessor.
   */
  private static final LinuxVersion LINUX_7_2_BY_ADDRESS =
      new LinuxVersion(
          "linux-7.2-by-address",
          "7.2.12, with the accessors choosing by address",
          true,
          1L << 62,
          1536,
          true,
          SizeRule.MULTIPLE_OF_EIGHT,
          Accessor.ADDRESS,
          false,
          true,
          false,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(
              8, 8, 4, 4, true, true, BarMapping.AT_ENABLE, false, false, true, true, 2, true));

  static final List<LinuxVersion> ALL =
      List.of(LINUX_5_10, LINUX_6_1, LINUX_6_12, LINUX_7_2, LINUX_7_2_BY_ADDRESS);

  private LinuxVersions() {}
}
