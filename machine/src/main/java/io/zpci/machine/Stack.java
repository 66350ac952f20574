package io.zpci.machine;

import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;

/**
 * The versions and switches of everything between guest and device.
 *
 * @param qemu the VMM
 * @param host the host kernel
 * @param guest the guest kernel
 * @param hostOrder byte order of the VMM's host
 * @param mio whether the s390 machine has MIO
 * @param nullMappingSucceeds what {@code pci_iomap} makes of a function without MIO on a machine
 *     with it
 */
public record Stack(
    QemuVersion qemu,
    LinuxVersion host,
    LinuxVersion guest,
    ByteOrder hostOrder,
    boolean mio,
    boolean nullMappingSucceeds) {

  /** The newest of everything, on a big-endian host with MIO. */
  public static Stack newest() {
    return new Stack(
        QemuVersion.newest(),
        LinuxVersion.newest(),
        LinuxVersion.newest(),
        ByteOrder.BIG_ENDIAN,
        true,
        false);
  }

  /** For people: {@code guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on}. */
  public String describe() {
    return "guest "
        + guest.name()
        + ", "
        + qemu.name()
        + ", host "
        + host.name()
        + (hostOrder == ByteOrder.BIG_ENDIAN ? " big-endian" : " little-endian")
        + (mio ? ", MIO on" : ", MIO off")
        + (nullMappingSucceeds ? ", MIO mapping succeeds" : "");
  }
}
