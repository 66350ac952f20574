package io.zpci.interrupt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An eventfd: an unsigned 64-bit counter between who signals and who looks. Thread safe, without
 * locks; nothing blocks, where the system call would the answer says so. Source: spec notifications
 * d.2 (Linux {@code fs/eventfd.c}).
 */
public final class EventCounter {
  private static final long MAX = -1L;
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(EventCounter.class, "count", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long count;

  /** A counter at 0. */
  public EventCounter() {}

  /**
   * A process's write: adds {@code value}, unsigned, where the sum stays below 2^64 - 1.
   *
   * @return false, and nothing added, where it would not: the write blocks or is EAGAIN
   * @throws IllegalArgumentException for 2^64 - 1 (EINVAL)
   */
  public boolean add(long value) {
    if (value == MAX) {
      throw new IllegalArgumentException("2^64 - 1 cannot be written to an event counter");
    }
    long before;
    do {
      before = count;
      if (Long.compareUnsigned(MAX - before, value) <= 0) {
        return false;
      }
    } while (!COUNT.compareAndSet(this, before, before + value));
    return true;
  }

  /** The kernel's signal: adds 1, unless the counter is at 2^64 - 1. */
  public void signal() {
    long before;
    do {
      before = count;
      if (before == MAX) {
        return;
      }
    } while (!COUNT.compareAndSet(this, before, before + 1));
  }

  /** The count, unsigned, which becomes 0; 0 where a read would block. */
  public long read() {
    return (long) COUNT.getAndSet(this, 0L);
  }

  /** The count, unsigned, as it is. */
  public long count() {
    return count;
  }
}
