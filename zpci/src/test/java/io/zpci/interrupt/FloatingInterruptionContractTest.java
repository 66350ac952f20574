package io.zpci.interrupt;

import io.zpci.interrupt.contract.AdapterInterruptionContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Floating interruptions are a facility, with suppression and without. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class FloatingInterruptionContractTest extends AdapterInterruptionContract {
  private final boolean suppression;

  FloatingInterruptionContractTest(boolean suppression) {
    this.suppression = suppression;
  }

  @Override
  protected AdapterInterruption create() {
    return new FloatingInterruption(suppression, () -> {});
  }
}
