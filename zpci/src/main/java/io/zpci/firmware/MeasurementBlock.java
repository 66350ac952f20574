package io.zpci.firmware;

import io.zpci.storage.GuestStorage;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of one function, and the block in its operating system's storage that is told:
 * big-endian, format 0, the DMA counters not filled, as QEMU writes it. Counting neither allocates
 * nor looks whether anything is measured. Not thread safe. Source: spec zpci 7; spec passthrough
 * e.2.
 */
public final class MeasurementBlock {
  /** A block's address is a multiple of this; the bits below are storage key. */
  public static final int ALIGNMENT = 16;

  /** Bytes of a block of format 0. */
  public static final int SIZE = 64;

  private static final int SAMPLES = 4;
  private static final int LAST_UPDATE = 8;
  private static final int LOADS = 16;
  private static final int STORES = 24;
  private static final int BLOCKS = 32;
  private static final int REFRESHES = 40;

  /** Bytes that an update writes. */
  private static final int WRITTEN = 48;

  /** In the time of the last update: an update is under way. */
  private static final long UNDER_WAY = 1;

  private @Nullable GuestStorage storage;
  private long address;
  private int samples;
  private long lastUpdate;
  private long loads;
  private long stores;
  private long blocks;
  private long refreshes;

  /** Nothing is measured. */
  public MeasurementBlock() {}

  /** Where the block is; 0 where nothing is measured. */
  public long address() {
    return address;
  }

  /**
   * Measures into the block at {@code newAddress}, a multiple of {@link #ALIGNMENT}, from now on; 0
   * ends it. Counts start at 0, but those of a block that only moves go on.
   */
  public void measure(GuestStorage newStorage, long newAddress) {
    if (address == 0 || newAddress == 0) {
      samples = 0;
      lastUpdate = 0;
      loads = 0;
      stores = 0;
      blocks = 0;
      refreshes = 0;
    }
    storage = newAddress == 0 ? null : newStorage;
    address = newAddress;
  }

  /** Nothing is measured any more. */
  public void stop() {
    address = 0;
    storage = null;
  }

  /** A load ended with cc 0. */
  public void load() {
    loads++;
  }

  /** A store ended with cc 0. */
  public void store() {
    stores++;
  }

  /** A block ended with cc 0. */
  public void storeBlock() {
    blocks++;
  }

  /** A refresh ended with cc 0, or found no mapping left. */
  public void refresh() {
    refreshes++;
  }

  /**
   * Writes the block, where anything is measured: the time of the last update with its lowest bit
   * on, the samples as they were before this one, the counters, and the new time.
   *
   * @param tod the time of day, in units of the clock's register
   * @return false where storage does not hold what is written; then nothing is measured any more
   */
  public boolean update(long tod) {
    GuestStorage out = storage;
    if (out == null) {
      return true;
    }
    if (!out.contains(address, WRITTEN)) {
      stop();
      return false;
    }
    out.putLong(address + LAST_UPDATE, lastUpdate * 2 | UNDER_WAY);
    out.putInt(address + SAMPLES, samples++);
    out.putLong(address + LOADS, loads);
    out.putLong(address + STORES, stores);
    out.putLong(address + BLOCKS, blocks);
    out.putLong(address + REFRESHES, refreshes);
    lastUpdate = tod * 2;
    out.putLong(address + LAST_UPDATE, lastUpdate);
    return true;
  }
}
