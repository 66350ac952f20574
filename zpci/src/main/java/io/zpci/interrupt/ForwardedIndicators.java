package io.zpci.interrupt;

import io.zpci.arch.ErrorEvent;
import io.zpci.function.Msi;
import io.zpci.storage.InterlockedStorage;
import java.util.function.Consumer;

/**
 * What a message becomes where the machine forwards to a guest by itself (forwarding assist): the
 * bit of the guest's vector, then the guest's summary bit, then, where that was newly set, the
 * guest's interruption. The host's handler never runs. A guest without a summary is interrupted by
 * every message. Source: spec zpci 12.5, 12.6; spec passthrough d.1. That the machine decides by
 * the summary bit as QEMU does, and what it does without one, is unverified.
 */
public final class ForwardedIndicators implements Msi {
  private final InterlockedStorage storage;
  private final InterruptRegistration registration;
  private final Gait gait;
  private final Consumer<ErrorEvent> events;

  /**
   * Indicators as the host registered them.
   *
   * @param storage what the addresses of {@code registration} and {@code gait} are addresses in
   * @param registration of which the vector and its bit offset count
   * @param events told of each indicator outside {@code storage}, as by {@link AdapterIndicators}
   */
  public ForwardedIndicators(
      InterlockedStorage storage,
      InterruptRegistration registration,
      Gait gait,
      Consumer<ErrorEvent> events) {
    this.storage = storage;
    this.registration = registration;
    this.gait = gait;
    this.events = events;
  }

  /** {@inheritDoc} Only the low 11 bits of {@code vector} count. */
  @Override
  public void signal(int vector) {
    long bit = (long) registration.aibvo() + (vector & AdapterIndicators.VECTOR);
    if (AdapterIndicators.reaches(storage, registration.aibv(), bit, events)) {
      IndicatorVector.testAndSet(storage, registration.aibv(), bit);
    }
    if (isSummaryNew()) {
      gait.guest().inject(gait.isc());
    }
  }

  private boolean isSummaryNew() {
    return !gait.hasSummary()
        || (AdapterIndicators.reaches(storage, gait.aisb(), gait.aisbo(), events)
            && !IndicatorVector.testAndSet(storage, gait.aisb(), gait.aisbo()));
  }
}
