package io.zpci.interrupt;

import io.zpci.function.Msi;

/**
 * An eventfd that KVM listens to: one vector of a passed-through function. The wake-up consumes the
 * counter and then sends one message through the adapter route, so that several signals before it
 * are one. Where there is no KVM, QEMU listens in the same order. Source: spec notifications b.3,
 * d.3; spec passthrough e.5 (Linux {@code virt/kvm/eventfd.c}, {@code kvm/interrupt.c}).
 */
public final class KvmIrqfd {
  private final EventCounter counter;
  private final Msi route;
  private final int vector;

  /**
   * Listens to {@code counter}; what it holds already is sent at once.
   *
   * @param route where a message goes: in the end {@link AdapterIndicators} in the guest's storage
   * @param vector what is sent through it
   */
  public KvmIrqfd(EventCounter counter, Msi route, int vector) {
    this.counter = counter;
    this.route = route;
    this.vector = vector;
    wake();
  }

  /** Somebody signals the eventfd: counter, then wake-up. */
  public void signal() {
    counter.signal();
    wake();
  }

  /** The wake-up: consumes the counter and, where it held something, sends one message. */
  public void wake() {
    if (counter.read() != 0) {
      route.signal(vector);
    }
  }
}
