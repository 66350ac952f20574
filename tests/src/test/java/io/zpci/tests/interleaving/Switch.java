package io.zpci.tests.interleaving;

import io.zpci.storage.InterlockedStorage;

/**
 * Storage that is another one now and then: code that is handed its storage once is prepared on
 * plain memory and explored on ports. Explorations run one actor at a time.
 */
final class Switch implements InterlockedStorage {
  private InterlockedStorage to;

  Switch(InterlockedStorage to) {
    this.to = to;
  }

  void to(InterlockedStorage storage) {
    to = storage;
  }

  @Override
  public boolean contains(long address, long length) {
    return to.contains(address, length);
  }

  @Override
  public int get(long address) {
    return to.get(address);
  }

  @Override
  public int getAndOr(long address, int bits) {
    return to.getAndOr(address, bits);
  }

  @Override
  public int getAndAnd(long address, int bits) {
    return to.getAndAnd(address, bits);
  }

  @Override
  public void and(long address, int bits) {
    to.and(address, bits);
  }

  @Override
  public void fence() {
    to.fence();
  }
}
