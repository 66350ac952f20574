package io.zpci.linux;

import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.linux.LinuxVersion.BarMapping;
import io.zpci.linux.LinuxVersion.MmioSyscalls;
import io.zpci.linux.LinuxVersion.SizeRule;
import io.zpci.linux.LinuxVersion.Vfio;
import java.util.List;

/** The version records of Linux, oldest first; a release is added here and nowhere else. */
final class LinuxVersions {
  private static final LinuxVersion LINUX_5_10 =
      new LinuxVersion(
          "linux-5.10",
          "5.10.13",
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
          false,
          true,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(4, 4, 4, 4, true, true, BarMapping.LAZY, false, true, false, true, 2, false));

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
          false,
          true,
          MmioSyscalls.EXACT_VMA,
          false,
          new Vfio(8, 8, 4, 8, true, true, BarMapping.LAZY, false, true, false, true, 2, true));

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

  /** The seed thread's own idea, and its objection: the instruction becomes right, the split stays. */
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
          new Vfio(8, 8, 4, 4, true, true, BarMapping.AT_ENABLE, false, false, true, true, 2, true));

  static final List<LinuxVersion> ALL = List.of(LINUX_5_10, LINUX_6_1, LINUX_6_12, LINUX_7_2, LINUX_7_2_BY_ADDRESS);

  private LinuxVersions() {}
}
