package io.zpci.vmm;

import io.zpci.arch.Register;

/** What a prototype does with a guest's load from a BAR. */
@FunctionalInterface
public interface LoadOperation {
  /**
   * Handles a load that passed the checks: 1 to 8 bytes inside a doubleword.
   *
   * @return an {@link io.zpci.arch.Outcome} for the guest; {@code loaded} is set with cc 0 only
   */
  int load(int space, long offset, int length, Register loaded);
}
