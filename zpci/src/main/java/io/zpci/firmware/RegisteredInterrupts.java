package io.zpci.firmware;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.firmware.FirmwareRules.UnregisteredMessage;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.ForwardedIndicators;
import io.zpci.interrupt.Gait;
import io.zpci.interrupt.IndicatorVector;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one function's messages become: its operating system's indicators as MPCIFC registered them,
 * or a guest's where interrupts are forwarded. Only an enabled function's messages count. Any
 * thread may signal while one other registers. Source: spec zpci 6.5, 12.3 to 12.6; spec
 * passthrough d.1.
 */
final class RegisteredInterrupts implements Msi {
  private static final Msi NOWHERE = vector -> {};

  private final Supplier<FunctionState> state;
  private final AdapterInterruption facility;
  private final UnregisteredMessage unregistered;
  private final Consumer<ErrorEvent> unreachable;

  private InterruptRegistration registration = InterruptRegistration.NONE;
  private boolean registered;
  private @Nullable GuestStorage storage;
  private @Nullable Gait gait;
  private volatile Msi indicators = NOWHERE;

  /**
   * Nothing registered.
   *
   * @param unreachable told of indicators that are not in storage
   */
  RegisteredInterrupts(
      Supplier<FunctionState> state,
      AdapterInterruption facility,
      UnregisteredMessage unregistered,
      Consumer<ErrorEvent> unreachable) {
    this.state = state;
    this.facility = facility;
    this.unregistered = unregistered;
    this.unreachable = unreachable;
  }

  @Override
  public void signal(int vector) {
    if (state.get() == FunctionState.ENABLED) {
      indicators.signal(vector);
    }
  }

  InterruptRegistration registration() {
    return registration;
  }

  boolean registered() {
    return registered;
  }

  /** The storage that addresses are addresses in, where nothing is registered. */
  void storage(GuestStorage newStorage) {
    if (!registered) {
      storage = newStorage;
      renew();
    }
  }

  /**
   * Registers {@code newRegistration}; false, and nothing done, where {@code newStorage} does not
   * hold its indicators: the bits of each of the interrupts, and the summary where one is used.
   */
  boolean register(GuestStorage newStorage, InterruptRegistration newRegistration) {
    if (!holds(newStorage, newRegistration)) {
      return false;
    }
    storage = newStorage;
    registration = newRegistration;
    registered = true;
    renew();
    return true;
  }

  private static boolean holds(GuestStorage storage, InterruptRegistration registration) {
    long last = (long) registration.aibvo() + Math.max(registration.noi() - 1, 0);
    return IndicatorVector.reaches(storage, registration.aibv(), registration.aibvo())
        && IndicatorVector.reaches(storage, registration.aibv(), last)
        && (!registration.summary()
            || IndicatorVector.reaches(storage, registration.aisb(), registration.aisbo()));
  }

  /** Nothing is registered any more. Forwarding stays, for who registers next. */
  void deregister() {
    registration = InterruptRegistration.NONE;
    registered = false;
    renew();
  }

  void forward(@Nullable Gait newGait) {
    gait = newGait;
    renew();
  }

  private void renew() {
    indicators = indicators();
  }

  private Msi indicators() {
    GuestStorage in = storage;
    Gait guest = gait;
    if (in == null || (!registered && unregistered == UnregisteredMessage.IGNORED)) {
      return NOWHERE;
    }
    if (!registered || guest == null) {
      return new AdapterIndicators(in, registration, SummaryTest.BIT, facility, unreachable);
    }
    return new ForwardedIndicators(in, registration, guest, unreachable);
  }
}
