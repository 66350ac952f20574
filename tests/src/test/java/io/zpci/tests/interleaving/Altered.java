package io.zpci.tests.interleaving;

import io.zpci.storage.InterlockedStorage;

/** Storage as code under a mutation sees it: a test overrides what is wrong. */
class Altered implements InterlockedStorage {
  final InterlockedStorage storage;

  Altered(InterlockedStorage storage) {
    this.storage = storage;
  }

  @Override
  public boolean contains(long address, long length) {
    return storage.contains(address, length);
  }

  @Override
  public int get(long address) {
    return storage.get(address);
  }

  @Override
  public int getAndOr(long address, int bits) {
    return storage.getAndOr(address, bits);
  }

  @Override
  public int getAndAnd(long address, int bits) {
    return storage.getAndAnd(address, bits);
  }

  @Override
  public void and(long address, int bits) {
    storage.and(address, bits);
  }

  @Override
  public void fence() {
    storage.fence();
  }
}
