package io.zpci.route;

import io.zpci.function.FunctionFacts;
import io.zpci.linux.LinuxVersion;
import io.zpci.trace.Tap;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;

/**
 * What a route may depend on.
 *
 * @param qemu the VMM's version
 * @param host the host kernel's version
 * @param hostOrder byte order of the VMM's host: big-endian is an s390 host, little-endian any
 *     other
 * @param machineMio whether the s390 machine has the MIO facility
 * @param nullMappingSucceeds whether {@code pci_iomap} of a function without MIO on a machine with
 *     it gives a mapping (as the 2020 thread tells it) or fails
 * @param function what the function is
 * @param sharedContainer whether the guest's VMM has another function in the same vfio container
 *     already
 * @param tap sees every boundary
 */
public record Facts(
    QemuVersion qemu,
    LinuxVersion host,
    ByteOrder hostOrder,
    boolean machineMio,
    boolean nullMappingSucceeds,
    FunctionFacts function,
    boolean sharedContainer,
    Tap tap) {
  /** With a container of its own. */
  public Facts(
      QemuVersion qemu,
      LinuxVersion host,
      ByteOrder hostOrder,
      boolean machineMio,
      boolean nullMappingSucceeds,
      FunctionFacts function,
      Tap tap) {
    this(qemu, host, hostOrder, machineMio, nullMappingSucceeds, function, false, tap);
  }

  /** The same for a function that comes into the container of another. */
  public Facts inSharedContainer() {
    return new Facts(qemu, host, hostOrder, machineMio, nullMappingSucceeds, function, true, tap);
  }

  /** Whether the VMM's host is an s390. */
  public boolean hostIsS390() {
    return hostOrder == ByteOrder.BIG_ENDIAN;
  }
}
