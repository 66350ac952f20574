package io.zpci.guest;

import io.zpci.guest.IsmDriverVersion.DmbMemory;
import io.zpci.guest.IsmDriverVersion.Probe;
import io.zpci.guest.IsmDriverVersion.Remove;
import java.util.List;

/** The version records of the ISM driver, oldest first; a release is added here. */
final class IsmDriverVersions {
  static final List<IsmDriverVersion> ALL =
      List.of(
          new IsmDriverVersion(
              /* name= */ "5.10",
              /* source= */ "5.10.223",
              /* commandLock= */ false,
              /* passesMask= */ false,
              /* clientPerDmb= */ false,
              /* probe= */ Probe.GID_FIRST,
              /* remove= */ Remove.MEMORY_FIRST,
              /* vlanRequired= */ true,
              /* dmbMemory= */ DmbMemory.COHERENT),
          // The lock is a stable backport. Probe and remove: as the drivers before and after it.
          new IsmDriverVersion(
              /* name= */ "6.1",
              /* source= */ "6.1.192",
              /* commandLock= */ true,
              /* passesMask= */ true,
              /* clientPerDmb= */ false,
              /* probe= */ Probe.GID_FIRST,
              /* remove= */ Remove.MEMORY_FIRST,
              /* vlanRequired= */ true,
              /* dmbMemory= */ DmbMemory.COHERENT),
          new IsmDriverVersion(
              /* name= */ "7.2",
              /* source= */ "7.2.12",
              /* commandLock= */ true,
              /* passesMask= */ true,
              /* clientPerDmb= */ true,
              /* probe= */ Probe.INFO_FIRST,
              /* remove= */ Remove.HANDLER_FIRST,
              /* vlanRequired= */ false,
              /* dmbMemory= */ DmbMemory.FOLIO));

  private IsmDriverVersions() {}
}
