package io.zpci.vmm;

import io.zpci.vmm.QemuVersion.Acceptance;
import io.zpci.vmm.QemuVersion.BadRegion;
import java.util.List;

/** The version records of QEMU, oldest first; a release is added here and nowhere else. */
final class QemuVersions {
  static final List<QemuVersion> ALL =
      List.of(
          new QemuVersion(
              "qemu-5.2",
              "5.2.0",
              0xff,
              Acceptance.WHOLE_LENGTH,
              false,
              BadRegion.FOREIGN_OFFSET,
              true,
              false,
              true,
              false,
              true),
          new QemuVersion(
              "qemu-7.2",
              "7.2.0",
              0x1fff,
              Acceptance.EVERY_STEP,
              false,
              BadRegion.FOREIGN_OFFSET,
              false,
              true,
              true,
              false,
              true),
          new QemuVersion(
              "qemu-10.0",
              "10.0.13",
              0x1fff,
              Acceptance.EVERY_STEP,
              true,
              BadRegion.OPERAND,
              false,
              true,
              false,
              true,
              true),
          new QemuVersion(
              "qemu-10.2",
              "10.2.2",
              0x1fff,
              Acceptance.EVERY_STEP,
              true,
              BadRegion.FOREIGN_OFFSET,
              false,
              true,
              false,
              true,
              false),
          new QemuVersion(
              "qemu-11.1",
              "11.1.2",
              0x1fff,
              Acceptance.EVERY_STEP,
              true,
              BadRegion.OPERAND,
              false,
              true,
              false,
              true,
              false));

  private QemuVersions() {}
}
