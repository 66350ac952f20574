package io.zpci.storage;

/**
 * Storage as CPUs, functions and VMMs share it: words, big-endian, at addresses that are multiples
 * of 4. Everything that indicators, summaries and queues are made of goes through here, so that the
 * same code serves one thread, real threads and an explorer of interleavings.
 *
 * <p>Order: {@link #get}, {@link #getAndOr} and {@link #getAndAnd} are sequentially consistent.
 * {@link #and} is one interlocked update that later loads of the same CPU may overtake, as a store
 * may be on s390; {@link #fence} ends that.
 */
public interface InterlockedStorage {
  /** Whether {@code [address, address + length)} lies inside. */
  boolean contains(long address, long length);

  /** The word. */
  int get(long address);

  /** ORs {@code bits} into the word; the word as it was. */
  int getAndOr(long address, int bits);

  /** ANDs {@code bits} into the word; the word as it was. */
  int getAndAnd(long address, int bits);

  /** ANDs {@code bits} into the word, as a store does: without waiting for it. */
  void and(long address, int bits);

  /** Every store before is seen before any load after. */
  void fence();
}
