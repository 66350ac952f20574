package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What all records of QEMU's releases have in common. */
class QemuVersionTest {
  @Test
  void isFoundByItsNameAndWrittenAsIt() {
    for (QemuVersion version : QemuVersion.all()) {
      assertEquals(version, QemuVersion.named(version.name()).orElseThrow());
      assertEquals(version.name(), version.toString());
    }
  }
}
