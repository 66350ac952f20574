package io.zpci.interrupt;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Pec;
import io.zpci.function.Msi;
import io.zpci.storage.InterlockedStorage;
import java.util.function.Consumer;

/**
 * What one message becomes: bit {@code aibvo + vector} of the vector, then the summary bit, then,
 * where that was newly set, an adapter interruption. QEMU's {@code s390_msi_ctrl_write} and KVM's
 * {@code adapter_indicators_set} alike. The number of interrupts and the sum flag are not looked
 * at, as QEMU does not. An indicator outside the storage is an error event that names no function,
 * and counts as set already: no interruption. Source: spec zpci 12.4; spec passthrough e.5.
 */
public final class AdapterIndicators implements Msi {
  /** Of the message's data: the vector. */
  static final int VECTOR = 0x7ff;

  /** What is told of an indicator that is not there: no handle, no function id, no address. */
  private static final ErrorEvent UNREACHABLE = new ErrorEvent(0, 0, 0, Pec.INDICATOR);

  private final InterlockedStorage storage;
  private final InterruptRegistration registration;
  private final SummaryTest test;
  private final AdapterInterruption to;
  private final Consumer<ErrorEvent> events;

  /**
   * Indicators as registered.
   *
   * @param storage what the registration's addresses are addresses in
   * @param to where the interruption goes
   * @param events told of each indicator outside {@code storage}
   */
  public AdapterIndicators(
      InterlockedStorage storage,
      InterruptRegistration registration,
      SummaryTest test,
      AdapterInterruption to,
      Consumer<ErrorEvent> events) {
    this.storage = storage;
    this.registration = registration;
    this.test = test;
    this.to = to;
    this.events = events;
  }

  /** {@inheritDoc} Only the low 11 bits of {@code vector} count. */
  @Override
  public void signal(int vector) {
    long bit = (long) registration.aibvo() + (vector & VECTOR);
    if (reaches(storage, registration.aibv(), bit, events)) {
      IndicatorVector.testAndSet(storage, registration.aibv(), bit);
    }
    if (reaches(storage, registration.aisb(), registration.aisbo(), events) && setSummary()) {
      to.inject(registration.isc());
    }
  }

  /** Sets the summary bit; whether that interrupts. */
  private boolean setSummary() {
    long aisb = registration.aisb();
    int bit = registration.aisbo();
    return switch (test) {
      case BIT -> !IndicatorVector.testAndSet(storage, aisb, bit);
      case BYTE -> IndicatorVector.byteBeforeSet(storage, aisb, bit) == 0;
    };
  }

  /** Whether the bit is in {@code storage}; where not, {@code events} is told. */
  static boolean reaches(
      InterlockedStorage storage, long address, long bit, Consumer<ErrorEvent> events) {
    if (IndicatorVector.reaches(storage, address, bit)) {
      return true;
    }
    events.accept(UNREACHABLE);
    return false;
  }
}
