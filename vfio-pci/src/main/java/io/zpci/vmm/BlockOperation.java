package io.zpci.vmm;

import io.zpci.storage.GuestStorage;

/** What a prototype does with a guest's block. */
@FunctionalInterface
public interface BlockOperation {
  /**
   * Handles a block that passed the relaxed checks: any length from 1 to maxstbl inside 4 KiB, and
   * storage holds it.
   *
   * @return an {@link io.zpci.arch.Outcome} for the guest
   */
  int storeBlock(int space, long offset, int length, GuestStorage storage, long storageAddress);
}
