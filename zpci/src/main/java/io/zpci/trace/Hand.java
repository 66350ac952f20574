package io.zpci.trace;

import org.jspecify.annotations.Nullable;

/**
 * One hand on the way of an access. A route brings hands of its own by making new ones; two hands
 * with the same name are the same hand.
 *
 * @param name as output spells it
 */
public record Hand(String name) {
  /** The guest, which issues an instruction. */
  public static final Hand GUEST = new Hand("guest");

  /** A process, which issues a system call. */
  public static final Hand PROCESS = new Hand("process");

  /** The guest kernel's I/O layer. */
  public static final Hand GUEST_LINUX = new Hand("guest-linux");

  /** QEMU's interception. */
  public static final Hand QEMU = new Hand("qemu");

  /** The host kernel's generic vfio-pci. */
  public static final Hand VFIO = new Hand("vfio");

  /** The host kernel's ISM variant driver. */
  public static final Hand ISM_VFIO_PCI = new Hand("ism-vfio-pci");

  /** The 2020 zPCI I/O region. */
  public static final Hand ZPCI_IO_REGION = new Hand("zpci-io-region");

  /** The host kernel's I/O layer. */
  public static final Hand HOST_LINUX = new Hand("host-linux");

  /** The machine's firmware, which executes the instruction. */
  public static final Hand FIRMWARE = new Hand("firmware");

  /** The function itself. */
  public static final Hand DEVICE = new Hand("device");

  /** Written out, as {@link #hashCode}: a record's own are linked anew in each process. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hand that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
