package io.zpci.interrupt;

import io.zpci.function.Msi;
import io.zpci.storage.InterlockedStorage;

/**
 * What one message becomes: bit {@code aibvo + vector} of the vector, then the summary bit, then,
 * where that was newly set, an adapter interruption. QEMU's {@code s390_msi_ctrl_write} and KVM's
 * {@code adapter_indicators_set} alike. The number of interrupts and the sum flag are not looked
 * at, as QEMU does not. Source: spec zpci 12.4; spec passthrough e.5.
 */
public final class AdapterIndicators implements Msi {
  /**
   * Indicators as registered.
   *
   * @param storage what the registration's addresses are addresses in
   * @param to where the interruption goes
   */
  public AdapterIndicators(
      InterlockedStorage storage,
      InterruptRegistration registration,
      SummaryTest test,
      AdapterInterruption to) {
    throw new UnsupportedOperationException("AdapterIndicators");
  }

  /** {@inheritDoc} Only the low 11 bits of {@code vector} count. */
  @Override
  public void signal(int vector) {
    throw new UnsupportedOperationException("signal");
  }
}
