package io.zpci.guest;

import io.zpci.storage.InterlockedStorage;

/**
 * The driver's interrupt handler ({@code ism_handle_irq}): one pass over the SBA, then the event
 * queue. It reaches both through {@link PciDev#shared} only. Source: spec ism 4.
 *
 * <p>Where the real driver has a compiler barrier between a bit cleared by a store and the loads
 * that follow, here is a fence: storage may let a load overtake that store (spec ism 4.3).
 */
final class IsmHandler {
  private static final int SUMMARY = 0x8000_0000;
  private static final int EVENT = 0x4000_0000;
  private static final int BITS = 4;
  private static final int MASKS = 256;
  private static final int QUEUE_HEADER = 32;
  private static final int ENTRY = 32;
  private static final int ENTRIES = 15;

  private final InterlockedStorage shared;
  private final IsmClient client;
  private final SbaIndexes indexes;
  private final boolean passesMask;
  private final boolean clientPerDmb;
  private final SpinLock lock;
  private long sba;
  private long queue;
  private int queueIndex;

  IsmHandler(
      IsmDriverVersion version,
      InterlockedStorage shared,
      IsmClient client,
      SbaIndexes indexes,
      SpinLock lock) {
    this.shared = shared;
    this.client = client;
    this.indexes = indexes;
    this.passesMask = version.passesMask();
    this.clientPerDmb = version.clientPerDmb();
    this.lock = lock;
  }

  /** The SBA is at {@code address}. */
  void sba(long address) {
    sba = address;
  }

  /** The event queue is at {@code address}, and nothing was read from it. */
  void queue(long address) {
    queue = address;
    queueIndex = -1;
  }

  /** From now on interrupts do nothing: there is no SBA and no queue. */
  void detach() {
    lock.lock();
    sba = 0;
    queue = 0;
    lock.unlock();
  }

  /**
   * Handles one interrupt; does nothing where there is no SBA, for none comes then.
   *
   * @throws GuestKernelCrash where the event queue never ends
   */
  void handle() {
    lock.lock();
    try {
      if (sba != 0) {
        scan();
      }
    } finally {
      lock.unlock();
    }
  }

  private void scan() {
    shared.and(sba, ~SUMMARY);
    shared.fence();
    for (int first = SbaIndexes.FIRST; first < SbaIndexes.END; first += Integer.SIZE) {
      scanWord(first);
    }
    if ((shared.get(sba) & EVENT) != 0) {
      shared.and(sba, ~EVENT);
      shared.fence();
      drain();
    }
  }

  /**
   * The 32 DMBs from {@code first} on. The search goes on at the bit that was found, so one that is
   * set again meanwhile is handled again; it never goes back.
   */
  private void scanWord(int first) {
    long word = sba + BITS + first / Byte.SIZE;
    int from = 0;
    while (true) {
      int bits = shared.get(word) & (-1 >>> from);
      if (bits == 0) {
        return;
      }
      from = Integer.numberOfLeadingZeros(bits);
      int _ = shared.getAndAnd(word, ~(SUMMARY >>> from));
      signalled(first + from);
    }
  }

  /** Mask read, mask := 0, client; a signal between the first two loses its mask bits. */
  private void signalled(int index) {
    long halfword = sba + MASKS + 2L * index;
    long word = halfword & ~3L;
    int shift = (halfword & 2) == 0 ? Short.SIZE : 0;
    int mask = passesMask ? (shared.get(word) >>> shift) & 0xffff : 0;
    shared.and(word, ~(0xffff << shift));
    if (!clientPerDmb || indexes.isCalled(index)) {
      client.handleIrq(index, mask);
    }
  }

  /**
   * Handles entries until the queue's index is the driver's plus one. Where the index is none that
   * the driver's ever reaches - it is 0 again, or more than there are entries - the real loop goes
   * round over stale entries for ever; here it ends when it has handled more than all entries while
   * the index stood still.
   */
  private void drain() {
    long index = queueHeaderIndex();
    int handled = 0;
    while (queueIndex + 1L != index) {
      if (handled > ENTRIES) {
        throw new GuestKernelCrash("event queue never ends, index " + Long.toUnsignedString(index));
      }
      queueIndex = queueIndex + 1 == ENTRIES ? 0 : queueIndex + 1;
      client.handleEvent(entry(queue + QUEUE_HEADER + (long) ENTRY * queueIndex));
      handled++;
      long now = queueHeaderIndex();
      if (now != index) {
        index = now;
        handled = 0;
      }
    }
  }

  private long queueHeaderIndex() {
    return doubleword(queue);
  }

  private IsmEvent entry(long at) {
    return new IsmEvent(
        shared.get(at),
        shared.get(at + 4),
        doubleword(at + 8),
        doubleword(at + 16),
        doubleword(at + 24));
  }

  private long doubleword(long at) {
    return ((long) shared.get(at) << Integer.SIZE) | Integer.toUnsignedLong(shared.get(at + 4));
  }
}
