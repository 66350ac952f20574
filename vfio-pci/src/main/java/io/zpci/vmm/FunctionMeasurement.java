package io.zpci.vmm;

import io.zpci.storage.GuestStorage;
import org.jspecify.annotations.Nullable;

/**
 * The function measurement block as QEMU keeps it: format 0, counters of instructions that ended
 * well, no DMA counters. Stopping sets the counters to 0. Source: spec zpci 7.
 */
final class FunctionMeasurement {
  private static final int SAMPLES = 4;
  private static final int LAST_UPDATE = 8;
  private static final int LOADS = 16;
  private static final int STORES = 24;
  private static final int BLOCKS = 32;
  private static final int REFRESHES = 40;
  private static final long UPDATING = 1;

  private @Nullable GuestStorage storage;
  private long address;
  private int samples;
  private long lastUpdate;
  private long loads;
  private long stores;
  private long blocks;
  private long refreshes;

  FunctionMeasurement() {}

  /** The block's address; 0 where nothing is measured. */
  long address() {
    return address;
  }

  /** Measures into the block at {@code newAddress} of {@code newStorage} from now on. */
  void start(GuestStorage newStorage, long newAddress) {
    storage = newStorage;
    address = newAddress;
  }

  /** Measures no more. */
  void stop() {
    storage = null;
    address = 0;
    samples = 0;
    lastUpdate = 0;
    loads = 0;
    stores = 0;
    blocks = 0;
    refreshes = 0;
  }

  void countLoad() {
    loads++;
  }

  void countStore() {
    stores++;
  }

  void countBlock() {
    blocks++;
  }

  void countRefresh() {
    refreshes++;
  }

  long loads() {
    return loads;
  }

  long stores() {
    return stores;
  }

  long blocks() {
    return blocks;
  }

  long refreshes() {
    return refreshes;
  }

  /**
   * What QEMU's timer does each interval: marks the block, writes it, takes the mark away. Nothing
   * without a block.
   *
   * @param tod the time of day, units of the TOD clock
   * @return false where storage does not hold all of it; what comes before is written
   */
  boolean update(long tod) {
    if (storage == null) {
      return true;
    }
    long marked = lastUpdate << 1 | UPDATING;
    long updated = tod << 1;
    boolean written =
        putLong(storage, LAST_UPDATE, marked)
            && putInt(storage, SAMPLES, samples)
            && putLong(storage, LOADS, loads)
            && putLong(storage, STORES, stores)
            && putLong(storage, BLOCKS, blocks)
            && putLong(storage, REFRESHES, refreshes)
            && putLong(storage, LAST_UPDATE, updated);
    samples++;
    lastUpdate = updated;
    return written;
  }

  private boolean putInt(GuestStorage to, int field, int value) {
    if (!to.contains(address + field, Integer.BYTES)) {
      return false;
    }
    to.putInt(address + field, value);
    return true;
  }

  private boolean putLong(GuestStorage to, int field, long value) {
    if (!to.contains(address + field, Long.BYTES)) {
      return false;
    }
    to.putLong(address + field, value);
    return true;
  }
}
