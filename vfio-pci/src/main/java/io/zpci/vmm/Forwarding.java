package io.zpci.vmm;

import io.zpci.interrupt.InterruptRegistration;

/**
 * Interrupt forwarding of an interpreted function: what QEMU asks of KVM with {@code
 * KVM_S390_ZPCI_OP}. The registration's addresses are the guest's own. Source: spec passthrough
 * d.1; spec zpci 12.9.
 */
public interface Forwarding {
  /**
   * {@code KVM_S390_ZPCIOP_REG_AEN}: the function's interrupts go straight to the guest.
   *
   * @return 0 or a negative errno; anything but 0 has changed nothing
   */
  int register(InterruptRegistration registration);

  /**
   * {@code KVM_S390_ZPCIOP_DEREG_AEN}: they go nowhere any more.
   *
   * @return 0 or a negative errno
   */
  int deregister();
}
